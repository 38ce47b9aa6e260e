import { canonicalJson } from "../math/digest.js";
import type { CanonicalRecord } from "../schema/record.js";
import type { TransformContext } from "./context.js";
import { readRevision } from "./head.js";

/**
 * The record of a deletion, made of the record that its line would have been.
 *
 * @remarks Its hash covers the key and when it was made, not the body: a deletion that tells the whole row, and one that
 * tells the key alone, are the same.
 */
export function tombstone(
  record: CanonicalRecord,
  { hash }: Pick<TransformContext, "hash">,
): CanonicalRecord {
  const { kind, key, generatedAt } = record;
  const content = { kind, key, generatedAt, ...readRevision(record), deleted: true };
  return { ...record, demo: false, deleted: true, hash: hash(canonicalJson(content)) };
}
