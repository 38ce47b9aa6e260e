import type { BehaviourRecord } from "../schema/record.js";
import type { BehaviourSummaryRow } from "./record-store.js";
import { WeightedMean } from "./weighted-mean.js";

/** Sums up behaviour rows of one cell; a brand that a row does not name counts as 0 there. */
export class BehaviourAggregate {
  readonly #persona: string;
  readonly #region: string;
  readonly #rows: BehaviourRecord[] = [];
  #fromDay = Number.POSITIVE_INFINITY;
  #toDay = Number.NEGATIVE_INFINITY;

  constructor({ persona, region }: { persona: string; region: string }) {
    this.#persona = persona;
    this.#region = region;
  }

  /** @param day - the row's local date, days since 1970-01-01 */
  add(row: BehaviourRecord, day: number): void {
    this.#rows.push(row);
    this.#fromDay = Math.min(this.#fromDay, day);
    this.#toDay = Math.max(this.#toDay, day);
  }

  result(): BehaviourSummaryRow {
    const rows = this.#rows;
    const brands = [...new Set(rows.flatMap(({ shares }) => Object.keys(shares)))].sort();
    return {
      persona: this.#persona,
      region: this.#region,
      records: rows.length,
      people: rows.reduce((sum, { people }) => sum + (people ?? 0), 0),
      fromDay: this.#fromDay,
      toDay: this.#toDay,
      shares: Object.fromEntries(
        brands.map((brand) => [brand, mean(rows, ({ shares }) => shares[brand] ?? 0) ?? 0]),
      ),
      satisfaction: mean(rows, (row) => row.satisfaction),
      digitalAdoption: mean(rows, (row) => row.digitalAdoption),
      gamification: mean(rows, (row) => row.gamification),
      efficiency: mean(rows, (row) => row.efficiency),
    };
  }
}

function mean(
  rows: readonly BehaviourRecord[],
  of: (row: BehaviourRecord) => number | null,
): number | null {
  const sum = new WeightedMean();
  for (const row of rows) sum.add(of(row), row.people);
  return sum.value;
}
