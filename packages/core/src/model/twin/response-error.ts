import { square } from "../../math/index.js";

/** What is believed of some numbers: normal. */
export interface Belief {
  readonly mean: Float64Array;
  /** Row-major. */
  readonly covariance: Float64Array;
}

/**
 * Takes off a series of surprises what errors of the responses make of them: these last as long as a price or a spell of
 * weather does, and are no change.
 *
 * The errors are what a fit was not sure of. Each later day teaches something of them (recursive least
 * squares); what a day adds to what the days before it foretold is left, in the spread that days usually have.
 *
 * @param surprise - by period from the first that the fit has not seen; null where none was observed
 * @param options.weights - by period, regressors: what one unit of each response's error adds to the surprise
 * @param options.belief - of the responses' errors, before the first of these periods
 * @param options.own - surprises of the fit's own periods, whose spread later ones are brought to
 * @param options.fitted - numbers that the fit learnt from a series, by which its own surprises are too small
 * @see Brown, Durbin and Evans, Techniques for testing the constancy of regression relationships over time, Journal of the
 *   Royal Statistical Society B 37 (1975), for recursive residuals
 */
export function withoutResponseError(
  surprise: readonly (number | null)[],
  {
    weights,
    belief: { mean, covariance },
    own,
    fitted,
  }: {
    weights: readonly Float64Array[];
    belief: Belief;
    own: readonly (number | null)[];
    fitted: number;
  },
): (number | null)[] {
  const usual = meanSquare(own);
  if (usual === 0) return [...surprise];
  const variance = (usual * own.length) / Math.max(own.length / 2, own.length - fitted);
  // The last of them is the level's.
  const known = mean.length;
  const size = known + 1;
  const error = Float64Array.from([...mean, 0]);
  const doubt = new Float64Array(size * size);
  for (let a = 0; a < known; a++)
    for (let b = 0; b < known; b++) doubt[a * size + b] = covariance[a * known + b]!;
  doubt[size * size - 1] = variance / own.length;
  const weight = new Float64Array(size).fill(1);
  const reach = new Float64Array(size);
  return surprise.map((value, t) => {
    if (value === null) return value;
    weight.set(weights[t]!);
    let foretold = 0;
    let spread = variance;
    for (let a = 0; a < size; a++) {
      let sum = 0;
      for (let b = 0; b < size; b++) sum += doubt[a * size + b]! * weight[b]!;
      reach[a] = sum;
      foretold += weight[a]! * error[a]!;
      spread += weight[a]! * sum;
    }
    spread = Math.max(variance, spread);
    const rest = value - foretold;
    for (let a = 0; a < size; a++) {
      error[a] = error[a]! + (reach[a]! * rest) / spread;
      for (let b = 0; b < size; b++)
        doubt[a * size + b] = doubt[a * size + b]! - (reach[a]! * reach[b]!) / spread;
    }
    return rest * Math.sqrt(usual / spread);
  });
}

/** Mean square of the known values; 0 without any. */
function meanSquare(values: readonly (number | null)[]): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    sum += square(value);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
