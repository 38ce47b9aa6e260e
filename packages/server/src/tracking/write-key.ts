import { createHash } from "node:crypto";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { DoorError } from "../problem.js";
import { revealSecret, Secret, SourceHead } from "../source/source-kind.js";

/** A key that senders of customer events authenticate with, and whose events they are. */
export interface WriteKey {
  readonly name: string;
  readonly key: string;
}

/** Name of the sender that a key belongs to, null when there is no such key. */
export type KeyCheck = (key: string | null) => string | null;

const WriteKeys = z.looseObject({
  writeKeys: z.array(z.strictObject({ name: SourceHead.shape.name, key: Secret })).default([]),
});

/**
 * The write keys of a configuration: `{ "writeKeys": [{ "name": "shop", "key": { "env": "SHOP_KEY" } }] }`.
 *
 * @throws CoreError `invalid_input`
 */
export function defineWriteKeys(configuration: unknown): WriteKey[] {
  const found = WriteKeys.safeParse(configuration);
  if (!found.success) {
    const said = z.prettifyError(found.error);
    throw new CoreError("invalid_input", `the write keys are not configured well: ${said}`);
  }
  return found.data.writeKeys.map(({ name, key }) => ({ name, key: revealSecret(key) }));
}

/** Checks keys; without any configured one every key, and none, belongs to `tracking`. */
export function checkKeys(keys: readonly WriteKey[]): KeyCheck {
  if (keys.length === 0) return () => "tracking";
  // Looked up by hash, so that the time that it takes says nothing about a key.
  const names = new Map(keys.map(({ name, key }) => [hashed(key), name]));
  return (key) => (key === null ? null : (names.get(hashed(key)) ?? null));
}

function hashed(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The write key that a body says: of a batch its own, or that of its first event. */
export function keyOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const key: unknown = Reflect.get(body, "writeKey");
  if (typeof key === "string") return key;
  const batch: unknown = Reflect.get(body, "batch");
  return Array.isArray(batch) && batch.length > 0 ? keyOf(batch[0]) : null;
}

/** Why a body of an unknown sender is not taken. */
export function unauthorized(): DoorError {
  return new DoorError(
    "unauthorized",
    "Found no known write key; expected one as user of basic authentication, or as writeKey in the body.",
    { "www-authenticate": 'Basic realm="write key"' },
  );
}
