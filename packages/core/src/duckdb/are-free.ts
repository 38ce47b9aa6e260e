import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord } from "../schema/record.js";
import type { BehaviourColumns } from "../store/behaviour-columns.js";
import { type Ground, NO_SPAN, want, widenedBy } from "./find-held.js";
import { keyHash } from "./key-hash.js";
import { numberAt, valuesOf } from "./read-value.js";

/**
 * Whether no row of these columns can share its key with another one, with a record of the batch or with a row of the
 * store. Then they are appended as they are; most batches of a file in order of time are of this kind.
 *
 * @returns false also where only the 53 bits of two keys are alike, which then are compared whole
 */
export async function areFree(
  connection: DuckDBConnection,
  columns: readonly BehaviourColumns[],
  { records, ground }: { records: readonly CanonicalRecord[]; ground: Ground },
): Promise<boolean> {
  if (records.some(({ kind }) => kind === "behaviour")) return false;
  const hashes = Float64Array.from(columns.flatMap(({ key }) => key.map(keyHash))).sort();
  for (let i = 1; i < hashes.length; i++) if (hashes[i] === hashes[i - 1]) return false;
  const { first, last } = ground.span;
  const within = columns.flatMap(({ key, at }) =>
    key.flatMap((text, row) => {
      const instant = at[row] ?? Number.NaN;
      return instant >= first && instant <= last ? [{ key: text, at: instant }] : [];
    }),
  );
  if (within.length === 0) return true;
  await want(connection, within);
  const span = widenedBy(
    NO_SPAN,
    within.map((row) => row.at),
  );
  const held = await valuesOf(
    connection,
    `SELECT count(*) FROM behaviour SEMI JOIN wanted USING (key_hash)
      WHERE instant BETWEEN ${span.first} AND ${span.last}`,
  );
  return numberAt(held.column(0), 0) === 0;
}
