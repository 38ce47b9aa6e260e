import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord } from "../schema/record.js";
import type { BehaviourColumns } from "../store/behaviour-columns.js";
import type { EventColumns } from "../store/event-columns.js";
import { type Ground, NO_SPAN, type Span, wantHashes, widenedBy } from "./find-held.js";
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
  if (hasTwin(columns.map(({ keyHash }) => keyHash))) return false;
  const { first, last } = ground.span;
  const within = columns.map((part) => withinSpan(part, { first, last }));
  const hashes = concatenated(within.map(({ keyHash }) => keyHash));
  if (hashes.length === 0) return true;
  await wantHashes(connection, hashes);
  const span = widenedBy(NO_SPAN, concatenated(within.map(({ at }) => at)));
  const held = await valuesOf(
    connection,
    `SELECT count(*) FROM behaviour SEMI JOIN wanted USING (key_hash)
      WHERE instant BETWEEN ${span.first} AND ${span.last}`,
  );
  if (numberAt(held.column(0), 0) > 0) return false;
  if (!ground.standings) return true;
  const hidden = await valuesOf(
    connection,
    "SELECT count(*) FROM standing SEMI JOIN wanted USING (key_hash)",
  );
  return numberAt(hidden.column(0), 0) === 0;
}

/**
 * Whether no event of these columns can share its key with another one, with a record of the batch or with what the store
 * holds, and nobody was erased: then they are appended as they are, as nearly all are.
 */
export async function areEventsFree(
  connection: DuckDBConnection,
  events: readonly EventColumns[],
  {
    records,
    ground: { eventKeys, suppression },
  }: { records: readonly CanonicalRecord[]; ground: Ground },
): Promise<boolean> {
  if (events.length === 0) return true;
  if (events.some(({ day }) => suppression.isAnyClosed(day))) return false;
  if (!suppression.isEmpty || records.some(({ kind }) => kind === "customer-event")) return false;
  const hashes = events.map(({ keyHash }) => keyHash);
  if (hasTwin(hashes)) return false;
  await eventKeys.load(connection);
  return !hashes.some((part) => eventKeys.mayHoldAny(part));
}

/** Whether a value is there twice. */
function hasTwin(parts: readonly Float64Array[]): boolean {
  const sorted = concatenated(parts).sort();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return true;
  return false;
}

function concatenated(parts: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Rows whose instants lie in a span. */
function withinSpan(
  { at, keyHash }: Pick<BehaviourColumns, "at" | "keyHash">,
  { first, last }: Span,
): Pick<BehaviourColumns, "at" | "keyHash"> {
  const isWithin = (_: number, row: number) => {
    const instant = at[row] ?? Number.NaN;
    return instant >= first && instant <= last;
  };
  return { at: at.filter(isWithin), keyHash: keyHash.filter(isWithin) };
}
