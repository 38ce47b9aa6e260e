import { CoreError } from "../../error.js";
import { adjustPValues, type Correction } from "../../math/false-discovery.js";
import type { TrendFinding, TrendReport } from "../../schema/trend.js";
import { laggedCorrelation } from "./lagged-correlation.js";
import { whiten } from "./whiten.js";

/** One value per day, null where missing; all series of a call begin on the same day and are as long. */
export interface TrendSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** What is compared, and how strictly. */
export interface TrendOptions {
  /** Day of the first value, days since 1970-01-01. */
  readonly firstDay: number;
  /** Furthest that a driver may be ahead, days; default 7. */
  readonly maxLagDays?: number;
  /** Largest expected share of false findings; default 0.05. */
  readonly q?: number;
  /** Default Benjamini-Yekutieli: brand shares sum to 1, so that tests depend on each other in both directions. */
  readonly correction?: Correction;
  readonly seed?: number;
}

/**
 * Which drivers go ahead of which outcomes: lagged correlations of whitened series, with all pairs paid for.
 *
 * @remarks A finding is an association in time, not a cause. Both series are whitened, so that their own persistence, weekdays,
 * trend and season make none; a relation in these alone is not seen.
 * @returns every pair, the least p-value first; pairs that cannot be tested are in `refused`
 * @throws CoreError `invalid_input` for series of different lengths, `out_of_range` for q or lag
 */
export function correlateTrends(
  {
    drivers,
    outcomes,
  }: { readonly drivers: readonly TrendSeries[]; readonly outcomes: readonly TrendSeries[] },
  options: TrendOptions,
): TrendReport {
  const {
    firstDay,
    maxLagDays = 7,
    q = 0.05,
    correction = "benjamini-yekutieli",
    seed = 0,
  } = options;
  const length = drivers[0]?.values.length ?? 0;
  const odd = [...drivers, ...outcomes].find(({ values }) => values.length !== length);
  if (odd !== undefined) {
    throw new CoreError(
      "invalid_input",
      `series ${odd.name} has ${odd.values.length} days, expected ${length} as the others`,
    );
  }
  if (!(q > 0 && q < 1) || !(Number.isInteger(maxLagDays) && maxLagDays >= 0 && maxLagDays <= 60)) {
    throw new CoreError(
      "out_of_range",
      `q ${q}, lag ${maxLagDays}: expected q in 0 to 1, lag 0 to 60`,
    );
  }
  const tests = drivers.length * outcomes.length;
  // Enough for the least possible p to pass the strictest of the corrections.
  const permutations = Math.min(19_999, Math.max(999, Math.ceil((20 * tests) / q)));
  const white = new Map(
    [...drivers, ...outcomes].map((each) => [each, whiten(each.values, firstDay)]),
  );
  const found: Omit<TrendFinding, "qValue" | "finding">[] = [];
  const refused: { driver: string; outcome: string; code: "too_few_rows" }[] = [];
  for (const [d, driver] of drivers.entries()) {
    for (const [o, outcome] of outcomes.entries()) {
      const ahead = white.get(driver)?.innovations;
      const after = white.get(outcome)?.innovations;
      const stream = d * outcomes.length + o;
      const result =
        ahead && after
          ? laggedCorrelation(ahead, after, { maxLagDays, permutations, seed, stream })
          : null;
      const pair = { driver: driver.name, outcome: outcome.name };
      if (result === null) refused.push({ ...pair, code: "too_few_rows" });
      else found.push({ ...pair, ...result });
    }
  }
  const qValues = adjustPValues(
    found.map(({ pValue }) => pValue),
    correction,
  );
  const pairs = found.map((each, i): TrendFinding => {
    const qValue = qValues[i] ?? 1;
    return { ...each, qValue, finding: qValue <= q };
  });
  pairs.sort((a, b) => a.pValue - b.pValue || Math.abs(b.correlation) - Math.abs(a.correlation));
  return { pairs, refused, correction, q, permutations, maxLagDays, seed };
}
