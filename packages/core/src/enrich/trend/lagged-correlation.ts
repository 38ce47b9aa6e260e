import { purposeId } from "../../math/draw.js";
import { philoxInto } from "../../math/philox.js";

/** The strongest of the correlations of two series over the lags, and how often chance is as strong. */
export interface LaggedCorrelation {
  /** Days by which the driver is ahead. */
  readonly lagDays: number;
  readonly correlation: number;
  /** Days that both know at that lag. */
  readonly days: number;
  /** Of the largest |r| over all lags, by permutation; the lags are paid for in it. */
  readonly pValue: number;
}

/** How p-values are drawn. */
export interface PermutationOptions {
  readonly maxLagDays: number;
  readonly permutations: number;
  readonly seed: number;
  /** Which test of the family: keeps its draws apart from the others'. */
  readonly stream: number;
}

const PURPOSE = purposeId("trend permutation");
const ENOUGH_EXCEEDANCES = 10;

/**
 * Correlates two whitened series at lags of 0 to `maxLagDays`, the driver ahead.
 *
 * @remarks The driver's values are permuted among the days that know it, which keeps gaps where they are. Stops once 10
 * permutations were as strong: p is then 10 / drawn (Besag and Clifford, Biometrika 1991), otherwise (1 + k) / (1 + all).
 * @returns null where no lag has 40 days in common
 */
export function laggedCorrelation(
  driver: readonly (number | null)[],
  outcome: readonly (number | null)[],
  options: PermutationOptions,
): LaggedCorrelation | null {
  const { maxLagDays, permutations, seed, stream } = options;
  const places = driver.flatMap((value, i) => (value === null ? [] : [i]));
  const plan = lagPlan(places, outcome, maxLagDays);
  if (plan.length === 0) return null;
  const values = Float64Array.from(places, (i) => driver[i] ?? 0);
  const seen = strongest(values, plan);
  if (!Number.isFinite(seen.correlation)) return null;
  const bar = Math.abs(seen.correlation) * (1 - 1e-12);
  const shuffled = values.slice();
  let reached = 0;
  let drawn = 0;
  while (drawn < permutations && reached < ENOUGH_EXCEEDANCES) {
    shuffle(shuffled, { seed, stream, round: drawn });
    drawn++;
    if (Math.abs(strongest(shuffled, plan).correlation) >= bar) reached++;
  }
  const pValue = reached === ENOUGH_EXCEEDANCES ? reached / drawn : (1 + reached) / (1 + drawn);
  return { ...seen, pValue };
}

/** Fisher and Yates, one word of Philox for each step: the draws belong to (seed, stream, round). */
function shuffle(
  values: Float64Array,
  { seed, stream, round }: { seed: number; stream: number; round: number },
): void {
  const block = new Uint32Array(4);
  for (let i = values.length - 1; i > 0; i--) {
    const word = (values.length - 1 - i) % 4;
    if (word === 0) philoxInto(block, i, round, stream, PURPOSE, seed, seed / 4294967296);
    const j = Math.floor(((block[word] ?? 0) / 4294967296) * (i + 1));
    const held = values[i] ?? 0;
    values[i] = values[j] ?? 0;
    values[j] = held;
  }
}

/** For one lag: which values of the driver meet which of the outcome, and the outcome's part of the correlation. */
interface LagPair {
  readonly lagDays: number;
  readonly at: Int32Array;
  /** Outcome less its mean, over its length: Σ = 0, Σ² = 1. */
  readonly unit: Float64Array;
}

const FEWEST_DAYS = 40;

function lagPlan(
  places: readonly number[],
  outcome: readonly (number | null)[],
  maxLagDays: number,
): LagPair[] {
  return Array.from({ length: maxLagDays + 1 }, (_, lagDays): LagPair => {
    const at: number[] = [];
    const met: number[] = [];
    for (const [k, place] of places.entries()) {
      const value = outcome[place + lagDays] ?? null;
      if (value === null) continue;
      at.push(k);
      met.push(value);
    }
    const mean = met.reduce((a, b) => a + b, 0) / Math.max(1, met.length);
    const length = Math.sqrt(met.reduce((a, b) => a + (b - mean) * (b - mean), 0));
    const unit = Float64Array.from(met, (value) => (value - mean) / length);
    return { lagDays, at: Int32Array.from(at), unit };
  }).filter(({ at, unit }) => at.length >= FEWEST_DAYS && Number.isFinite(unit[0]));
}

function strongest(values: Float64Array, plan: readonly LagPair[]) {
  let best = { lagDays: 0, correlation: Number.NaN, days: 0 };
  for (const { lagDays, at, unit } of plan) {
    const n = at.length;
    let total = 0;
    let squares = 0;
    let cross = 0;
    for (let k = 0; k < n; k++) {
      const value = values[at[k] ?? 0] ?? 0;
      total += value;
      squares += value * value;
      cross += value * (unit[k] ?? 0);
    }
    const correlation = cross / Math.sqrt(squares - (total * total) / n);
    if (!(Math.abs(correlation) <= Math.abs(best.correlation))) {
      best = { lagDays, correlation, days: n };
    }
  }
  return best;
}
