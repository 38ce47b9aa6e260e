import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { jsonOrNull } from "../json-or-null.js";
import { writeDurably } from "../notify/write-durably.js";
import { type AuditKey, auditHash, type ChainEnd, NO_HASH } from "./entry.js";

/** Its file in the folder of the log. */
export const HEAD_FILE = "head.json";

/** Where the chain began and stands: what was cut off at either end shows against it. */
export const AuditHead = z.strictObject({
  /** The first entry that is still kept, and the hash before it. */
  first: z.int().positive(),
  before: z.string().length(64),
  /** The last one that was on disk when this was written; there may be more. */
  last: z.int().nonnegative(),
  hash: z.string().length(64),
  mac: z.string().length(64),
});
export type AuditHead = z.infer<typeof AuditHead>;
type Marks = Omit<AuditHead, "mac">;

/** The head of a log that has no entry. */
export const NO_HEAD: Marks = { first: 1, before: NO_HASH, last: 0, hash: NO_HASH };

function macOf({ first, before, last, hash }: Marks, key: AuditKey): string {
  return auditHash(`head ${first} ${before} ${last} ${hash}`, key);
}

/** Writes it whole or not at all. */
export async function writeHead(folder: string, marks: Marks, key: AuditKey): Promise<void> {
  const head: AuditHead = { ...marks, mac: macOf(marks, key) };
  await writeDurably(join(folder, HEAD_FILE), `${JSON.stringify(head)}\n`);
}

/**
 * The head of a log; null where there is none.
 *
 * @throws CoreError `sealed_data_changed` when it was changed, or written with another key
 */
export async function readHead(folder: string, key: AuditKey): Promise<AuditHead | null> {
  let text: string;
  try {
    text = await readFile(join(folder, HEAD_FILE), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const found = AuditHead.safeParse(jsonOrNull(text));
  if (found.success && found.data.mac === macOf(found.data, key)) return found.data;
  throw new CoreError(
    "sealed_data_changed",
    `${join(folder, HEAD_FILE)}: the record of where the audit log ends was changed, or written with another key`,
  );
}

/** Where a chain stands by its head. */
export function endOf({ last, hash }: Marks): ChainEnd {
  return { sequence: last, hash };
}
