import { hash } from "node:crypto";
import type { Hmac } from "@cdp-whatif/core/seal";
import * as z from "zod";

/** Who did it; null where nobody proved who they are. */
const Actor = z.strictObject({
  id: z.string(),
  kind: z.string(),
  role: z.string(),
});

/** What happened, without what binds it to the entries before it. Nothing of it is personal or secret. */
export const AuditEvent = z.strictObject({
  /** Instant, RFC 3339 in UTC. */
  at: z.iso.datetime(),
  /** `call` of the REST interface, `command` of the command line, `job` of the server itself. */
  kind: z.enum(["call", "command", "job", "log"]),
  client: Actor.nullable(),
  /** Method and pattern of the route, e.g. `DELETE /api/v1/customers/:id`; of a command its name. */
  action: z.string(),
  /** What it was done to: a keyed hash where it is an id. */
  subject: z.string().nullable(),
  status: z.int().nullable(),
  outcome: z.enum(["done", "refused", "failed"]),
  requestId: z.string().nullable(),
  /** Bytes of the answer, where known. */
  bytes: z.int().nullable(),
  /** Counts and names of what it did. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** A line of the log: the event, its number, and hashes that chain it to the line before. */
export const AuditEntry = z.strictObject({
  sequence: z.int().positive(),
  ...AuditEvent.shape,
  /** Hash of the line before; 64 zeros before the first. */
  previous: z.string().length(64),
  hash: z.string().length(64),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What stands before the first entry. */
export const NO_HASH = "0".repeat(64);

/** SHA-256 of a text, or its HMAC with a key: then only who has it can make it. */
export function auditHash(text: string, key: AuditKey): string {
  return key === null ? hash("sha256", text, "hex") : key.of(text).toString("hex");
}

/** Null: plain SHA-256. */
export type AuditKey = Hmac | null;

/** Where the chain stands. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

/** The line of an event, and where the chain stands after it. The hash is that of the line without it. */
export function chainLine(
  event: AuditEvent,
  { end, key }: { end: ChainEnd; key: AuditKey },
): { readonly line: string; readonly end: ChainEnd } {
  const sequence = end.sequence + 1;
  const fields = JSON.stringify(event).slice(1, -1);
  const body = `{"sequence":${sequence},${fields},"previous":"${end.hash}"}`;
  const own = auditHash(body, key);
  return { line: `${body.slice(0, -1)},"hash":"${own}"}\n`, end: { sequence, hash: own } };
}

/** A line in its parts: what its hash is of, and the hash. Null where it is no line of ours. */
export function splitLine(line: string): { readonly body: string; readonly hash: string } | null {
  const found = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/.exec(line);
  return found === null ? null : { body: `${found[1]}}`, hash: found[2] ?? "" };
}
