import { choleskyJittered, solveCholesky } from "./cholesky.js";

/**
 * Share of an outcome's variance that goes with each input, by linear regression over draws.
 *
 * The share of an input is its regression coefficient times its covariance with the outcome, over the outcome's
 * variance: squared standardised coefficients where inputs are independent; with correlated ones a share may fall below 0.
 * Together the shares are the regression's R².
 *
 * @param inputs - by input, one value per draw; one that does not vary gets 0
 * @param outcome - one value per draw
 * @returns by input; all 0 where the outcome does not vary
 * @see Saltelli et al., Global Sensitivity Analysis: The Primer (2008), section 1.2; Pratt, Dividing the indivisible (1987)
 */
export function varianceShares(
  inputs: readonly Float64Array[],
  outcome: Float64Array,
): Float64Array {
  const shares = new Float64Array(inputs.length);
  const y = standardised(outcome);
  const standard = inputs.map(standardised);
  const varying = standard.flatMap((column, k) => (column ? [{ column, k }] : []));
  if (!y || varying.length === 0) return shares;
  const n = varying.length;
  const correlation = new Float64Array(n * n);
  varying.forEach(({ column }, i) => {
    for (let j = 0; j <= i; j++) {
      const value = i === j ? 1 : dot(column, varying[j]!.column);
      correlation[i * n + j] = value;
      correlation[j * n + i] = value;
    }
  });
  const withOutcome = Float64Array.from(varying, ({ column }) => dot(column, y));
  const { factor } = choleskyJittered(correlation, n);
  const slopes = solveCholesky(factor, n, withOutcome);
  varying.forEach(({ k }, i) => {
    shares[k] = slopes[i]! * withOutcome[i]!;
  });
  return shares;
}

/** Less its mean, of length 1; null where it does not vary beyond rounding. */
function standardised(values: Float64Array): Float64Array | null {
  let sum = 0;
  let largest = 0;
  for (let d = 0; d < values.length; d++) {
    sum += values[d]!;
    largest = Math.max(largest, Math.abs(values[d]!));
  }
  const mean = sum / values.length;
  const out = new Float64Array(values.length);
  for (let d = 0; d < values.length; d++) out[d] = (values[d]! - mean) / (largest || 1);
  const length = Math.sqrt(dot(out, out));
  if (!(length > 1e-12)) return null;
  for (let d = 0; d < out.length; d++) out[d]! /= length;
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
