import type { DuckDBConnection } from "@duckdb/node-api";
import { type BucketSize, bucketStart } from "../store/bucket.js";
import type { BehaviourBucket, BehaviourQuery } from "../store/record-store.js";
import { WeightedMean } from "../store/weighted-mean.js";
import type { NameTable } from "./name-table.js";
import { isOneCell, rowClause } from "./row-filter.js";
import { SCAN_SELECT, type Scanned, scanBehaviour } from "./scan-behaviour.js";
import { ShareSum } from "./share-sum.js";
import type { Turn } from "./turns.js";

/** Sums of the rows of one cell in one bucket. */
class BucketSum {
  readonly shares = new ShareSum();
  readonly satisfaction = new WeightedMean();
  readonly digitalAdoption = new WeightedMean();
  readonly gamification = new WeightedMean();
  readonly efficiency = new WeightedMean();
  fromDay = Number.POSITIVE_INFINITY;
  toDay = Number.NEGATIVE_INFINITY;

  constructor(
    readonly persona: string,
    readonly region: string,
    readonly day: number,
  ) {}

  add(row: Scanned, brands: readonly string[]): void {
    const [satisfaction, digitalAdoption, gamification, efficiency] = row.metrics;
    this.shares.add(brands, row.shares, row.people);
    this.satisfaction.add(satisfaction ?? null, row.people);
    this.digitalAdoption.add(digitalAdoption ?? null, row.people);
    this.gamification.add(gamification ?? null, row.people);
    this.efficiency.add(efficiency ?? null, row.people);
    this.fromDay = Math.min(this.fromDay, row.day);
    this.toDay = Math.max(this.toDay, row.day);
  }

  result(): BehaviourBucket {
    const { shares, persona, region, day, fromDay, toDay } = this;
    return {
      day,
      persona,
      region,
      records: shares.rows,
      people: shares.people,
      fromDay,
      toDay,
      shares: Object.fromEntries(shares.brands.map((brand) => [brand, shares.mean(brand)])),
      satisfaction: this.satisfaction.value,
      digitalAdoption: this.digitalAdoption.value,
      gamification: this.gamification.value,
      efficiency: this.efficiency.value,
    };
  }
}

/**
 * Behaviour by cell and bucket (`null`: one bucket for all days), ordered by persona, region and day.
 *
 * @remarks The engine filters and orders; the sums are made here, in the order of rows, because an engine that adds in
 * parallel gives other last bits on every run.
 */
export async function aggregate(
  connection: DuckDBConnection,
  {
    query,
    bucket,
    inTurn,
  }: {
    readonly query: BehaviourQuery;
    readonly bucket: BucketSize | null;
    readonly inTurn: Turn;
  },
  names: NameTable,
): Promise<BehaviourBucket[]> {
  const clause = rowClause(query, names);
  if (clause === null) return [];
  const { where, limit, parameters } = clause;
  const orderBy = limit === "" ? clause.orderWithinCell : clause.orderBy;
  const cells = new Map<string, Map<number, BucketSum>>();
  const brandsById = new Map<number, readonly string[]>();
  const sql = `SELECT ${SCAN_SELECT} FROM behaviour ${where} ${orderBy} ${limit}`;
  const visit = (row: Scanned) => {
    const day = bucket === null ? 0 : bucketStart(row.day, bucket);
    const cellId = `${row.persona} ${row.region}`;
    const days = cells.get(cellId) ?? new Map<number, BucketSum>();
    cells.set(cellId, days);
    const sum =
      days.get(day) ?? new BucketSum(names.text(row.persona), names.text(row.region), day);
    days.set(day, sum);
    const brands = brandsById.get(row.brands) ?? names.list(row.brands);
    brandsById.set(row.brands, brands);
    sum.add(row, brands);
  };
  const scan = () => scanBehaviour(connection, { sql, parameters }, visit);
  await (isOneCell(query) ? scan() : inTurn(scan));
  return [...cells.values()]
    .flatMap((days) => [...days.values()].map((sum) => sum.result()))
    .sort((a, b) => order(a.persona, b.persona) || order(a.region, b.region) || a.day - b.day);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
