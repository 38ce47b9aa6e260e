import * as z from "zod";
import { ROLES } from "./role.js";
import { TAGS } from "./scope.js";

const Time = z.iso.datetime();
const Hash = z.string().regex(/^(hmac-)?sha256:[0-9a-f]{64}$/);

/** What is kept of a key: nothing that it could be made from again. */
export const KeyRecord = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  name: z.string().min(1).max(100).meta({ description: "Which program or team holds it" }),
  role: z.enum(ROLES),
  tags: z.array(z.enum(TAGS)).nullable().meta({ description: "Only these routes; null: all" }),
  hash: Hash,
  /** The secret before the last rotation, while both are taken. */
  previous: z.strictObject({ hash: Hash, until: Time }).nullable(),
  created: Time,
  rotated: Time.nullable(),
  expires: Time.nullable(),
  revoked: Time.nullable(),
});
export type KeyRecord = z.infer<typeof KeyRecord>;

/** The file `keys.json`. */
export const KeyDocument = z.strictObject({ version: z.literal(1), keys: z.array(KeyRecord) });

/** Where a key is in its life. */
export function keyState(key: KeyRecord, now: number): "active" | "expired" | "revoked" {
  if (key.revoked !== null) return "revoked";
  return key.expires !== null && Date.parse(key.expires) <= now ? "expired" : "active";
}
