import { square } from "../../math/index.js";
import type { ProductCoefficients } from "./pool-products.js";
import type { WithinColumns } from "./within.js";

/** How standard errors allow for noise: alike within groups, unequal between rows, or the same everywhere. */
export type DemandErrors = "clustered" | "robust" | "classical";

/** Below so many groups cluster-robust errors are too small on average. */
export const FEW_GROUPS = 10;

/** Residuals of the centred columns. */
export function residualsOf(
  { x, y, source }: WithinColumns,
  { values }: ProductCoefficients,
): Float64Array {
  const k = source.columns;
  const residuals = y.slice();
  for (let r = 0; r < residuals.length; r++) {
    let fitted = 0;
    for (let j = 0; j < k; j++) fitted += x[r * k + j]! * values[j]!;
    residuals[r] = residuals[r]! - fitted;
  }
  return residuals;
}

/**
 * Standard errors of a product's coefficients, by the sandwich of cluster-robust (CR1) or Huber-White (HC1) kind.
 *
 * Where a prior took part, it counts as observations without such noise, and with few groups no error is below the posterior's.
 *
 * @param options.commonVariance - noise of all products together, for classical errors of one regression of all
 * @returns one per column, 0 for a column that never moves
 * @see Cameron and Miller, A practitioner's guide to cluster-robust inference, Journal of Human Resources 50 (2015)
 */
export function standardErrors(
  data: WithinColumns,
  {
    coefficients,
    residuals,
    errors,
    commonVariance,
  }: {
    coefficients: ProductCoefficients;
    residuals: Float64Array;
    errors: DemandErrors;
    commonVariance: number;
  },
): Float64Array {
  const { x, source, effects } = data;
  const { columns: k, rows } = source;
  const { covariance, precision, variance } = coefficients;
  const own = Float64Array.from({ length: k }, (_, j) => Math.sqrt(covariance[j * (k + 1)]!));
  const shrunk = precision.some((value) => value > 0);
  if (errors === "classical") {
    return shrunk ? own : own.map((error) => error * Math.sqrt(commonVariance / variance));
  }
  const clusters = errors === "robust" ? rows : source.groups.length;
  const freedom = rows - effects - data.moves.filter((moves) => moves).length;
  if (freedom <= 0 || clusters < 2) return own;
  const scores = new Float64Array(clusters * k);
  for (let r = 0; r < rows; r++) {
    const at = (errors === "robust" ? r : source.cell[r]!) * k;
    for (let j = 0; j < k; j++) scores[at + j] = scores[at + j]! + x[r * k + j]! * residuals[r]!;
  }
  const factor =
    errors === "robust" ? rows / freedom : (clusters / (clusters - 1)) * ((rows - 1) / freedom);
  const squares = new Float64Array(k);
  for (let g = 0; g < clusters; g++) {
    for (let j = 0; j < k; j++) {
      let turned = 0;
      for (let l = 0; l < k; l++) turned += covariance[j * k + l]! * scores[g * k + l]!;
      squares[j] = squares[j]! + square(turned / variance) * factor;
    }
  }
  return squares.map((robustSquare, j) => {
    let prior = 0;
    for (let l = 0; l < k; l++) prior += square(covariance[j * k + l]!) * precision[l]!;
    const robust = Math.sqrt(robustSquare + prior);
    return shrunk && clusters < FEW_GROUPS ? Math.max(robust, own[j]!) : robust;
  });
}
