import type { BehaviourRecord, CanonicalRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import type { BehaviourBucket, BehaviourQuery } from "../store/record-store.js";

/** The record or the tombstone that stands for each key, the slow way: by trying all. */
export function standing(records: readonly CanonicalRecord[]): CanonicalRecord[] {
  const rank = (record: CanonicalRecord) => [
    record.generatedAt ?? -1,
    record.revision ?? -1,
    Number(record.deleted === true),
  ];
  const beats = (a: CanonicalRecord, b: CanonicalRecord) => {
    const other = rank(b);
    const first = rank(a).map((value, i) => value - (other[i] ?? 0));
    const difference = first.find((value) => value !== 0);
    return difference === undefined ? a.hash > b.hash : difference > 0;
  };
  const same = (a: CanonicalRecord, b: CanonicalRecord) => a.kind === b.kind && a.key === b.key;
  const best = records.filter(
    (record, i) =>
      !records.some((other) => same(record, other) && beats(other, record)) &&
      records.findIndex((other) => same(record, other) && other.hash === record.hash) === i,
  );
  return best.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** The records that stand and are not deleted. */
export function winners(records: readonly CanonicalRecord[]): CanonicalRecord[] {
  return standing(records).filter(({ deleted }) => deleted !== true);
}

/** How many different contents lost. */
export function loserCount(records: readonly CanonicalRecord[]): number {
  const contents = new Set(records.map(({ kind, hash }) => `${kind} ${hash}`));
  return contents.size - standing(records).length;
}

/** Behaviour rows of a query, from rows by instant and key. */
export function selectBehaviour(
  rows: readonly BehaviourRecord[],
  { persona, region, fromDay, toDay, order, limit, after }: BehaviourQuery,
): BehaviourRecord[] {
  const directed = order === "desc" ? [...rows].reverse() : rows;
  const isAfter = (row: BehaviourRecord) => {
    if (after === undefined) return true;
    const ahead = row.at > after.at || (row.at === after.at && row.key > after.key);
    const behind = row.at < after.at || (row.at === after.at && row.key < after.key);
    return order === "desc" ? behind : ahead;
  };
  return directed
    .filter((row) => persona === undefined || row.persona === persona)
    .filter((row) => region === undefined || row.region === region)
    .filter((row) => fromDay === undefined || dayOfDate(row.date) >= fromDay)
    .filter((row) => toDay === undefined || dayOfDate(row.date) <= toDay)
    .filter(isAfter)
    .slice(0, limit);
}

/** Buckets of rows, by the definitions of the port, sums from left to right. */
export function bucketRows(
  rows: readonly BehaviourRecord[],
  startOf: (row: BehaviourRecord) => number,
): BehaviourBucket[] {
  const name = (row: BehaviourRecord) => JSON.stringify([row.persona, row.region, startOf(row)]);
  const groups = [...new Set(rows.map(name))].map((group) =>
    rows.filter((row) => name(row) === group),
  );
  return groups
    .map((group) => bucketOf(group, startOf))
    .sort((a, b) => compare(a.persona, b.persona) || compare(a.region, b.region) || a.day - b.day);
}

function bucketOf(
  rows: readonly BehaviourRecord[],
  startOf: (row: BehaviourRecord) => number,
): BehaviourBucket {
  const [first] = rows;
  if (first === undefined) throw new RangeError("a bucket has at least one row");
  const days = rows.map(({ date }) => dayOfDate(date));
  const brands = [...new Set(rows.flatMap((row) => Object.keys(row.shares)))].sort();
  return {
    persona: first.persona,
    region: first.region,
    day: startOf(first),
    records: rows.length,
    people: rows.reduce((sum, row) => sum + (row.people ?? 0), 0),
    fromDay: Math.min(...days),
    toDay: Math.max(...days),
    shares: Object.fromEntries(
      brands.map((brand) => [brand, mean(rows, (row) => row.shares[brand] ?? 0) ?? 0]),
    ),
    satisfaction: mean(rows, (row) => row.satisfaction),
    digitalAdoption: mean(rows, (row) => row.digitalAdoption),
    gamification: mean(rows, (row) => row.gamification),
    efficiency: mean(rows, (row) => row.efficiency),
  };
}

function mean(rows: readonly BehaviourRecord[], of: (row: BehaviourRecord) => number | null) {
  const known = rows.filter((row) => of(row) !== null);
  const weighed = known.filter((row) => row.people !== null);
  const people = weighed.reduce((sum, row) => sum + (row.people ?? 0), 0);
  if (people > 0)
    return weighed.reduce((sum, row) => sum + (of(row) ?? 0) * (row.people ?? 0), 0) / people;
  return known.length === 0
    ? null
    : known.reduce((sum, row) => sum + (of(row) ?? 0), 0) / known.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
