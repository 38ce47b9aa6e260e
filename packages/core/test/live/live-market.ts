import { exp, log, normal } from "../../src/math/index.js";
import type { CanonicalRecord } from "../../src/schema/record.js";
import { type PlanOptionsInput, planTruth, type Truth } from "../../src/synthetic/index.js";
import { recordsOf } from "../twin/planted-history.js";

/** Records of a planted market by day, as a stream would bring them. */
function recordsByDay(truth: Truth): CanonicalRecord[][] {
  const days = new Map<string, CanonicalRecord[]>();
  for (const record of recordsOf(truth)) {
    days.set(record.date, [...(days.get(record.date) ?? []), record]);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, records]) => records);
}

/** What moves utilities from day to day beside what the records know, a tenth or so of what a price does. */
export type Noise = "none" | "autocorrelated" | "heavy" | "weekly";

const SHOCK = 0.04;

/** Shocks of one brand by day, alike in all cells. */
function shocks(
  noise: Noise,
  { seed, brand, days }: { seed: number; brand: number; days: number },
) {
  let last = 0;
  return Array.from({ length: days }, (_, day) => {
    const [a, b, c] = [0, 1, 2].map((i) => normal(seed, day, brand, 77 + i)) as [
      number,
      number,
      number,
    ];
    if (noise === "weekly") return 2 * SHOCK * normal(seed, day % 7, brand, 99) + 0.2 * SHOCK * a;
    // Student's t with two squares below: heavier tails than any survey has.
    if (noise === "heavy") return (0.5 * SHOCK * a) / Math.sqrt((b * b + c * c) / 2 + 0.05);
    last = 0.5 * last + SHOCK * a;
    return last;
  });
}

/** Days of records with such noise in their shares. */
function disturbed(
  days: readonly (readonly CanonicalRecord[])[],
  { noise, seed }: { noise: Noise; seed: number },
): CanonicalRecord[][] {
  if (noise === "none") return days.map((records) => [...records]);
  const byBrand = new Map<string, number[]>();
  const shockOf = (brand: string, day: number) => {
    const known =
      byBrand.get(brand) ?? shocks(noise, { seed, brand: byBrand.size, days: days.length });
    byBrand.set(brand, known);
    return known[day] ?? 0;
  };
  return days.map((records, day) =>
    records.map((record) => {
      if (record.kind !== "behaviour") return record;
      const weights = Object.entries(record.shares).map(
        ([brand, share]) => [brand, exp(log(share + 1e-9) + shockOf(brand, day))] as const,
      );
      const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
      return {
        ...record,
        shares: Object.fromEntries(weights.map(([brand, weight]) => [brand, weight / total])),
      };
    }),
  );
}

/**
 * A market in which the first brand becomes more attractive from a day on.
 *
 * @param options.shift - added to the brand's utility in every cell
 * @param options.noise - beside what surveys scatter
 * @returns its records by day
 */
export function shiftedMarket(
  options: PlanOptionsInput & { days: number },
  { day, shift, noise = "none" }: { day: number; shift: number; noise?: Noise },
): CanonicalRecord[][] {
  const truth = planTruth(options);
  const after: Truth = {
    ...truth,
    cells: truth.cells.map((cell) => ({
      ...cell,
      intercepts: cell.intercepts.map((value, j) => (j === 0 ? value + shift : value)),
    })),
  };
  return disturbed([...recordsByDay(truth).slice(0, day), ...recordsByDay(after).slice(day)], {
    ...{ noise, seed: truth.seed },
  });
}
