import { cholesky, exp, invertFromCholesky, log, minimise, square } from "../../math/index.js";
import type { WithinColumns } from "./within.js";

/** What the rows of a product in a group say of its departures from the product: own price, then covariates. */
export interface CellMoments {
  readonly product: number;
  /** The group's. */
  readonly name: string;
  readonly rows: number;
  /** Zᵀ Z of the centred columns that may differ by group, row-major. */
  readonly gram: Float64Array;
  /** Zᵀ r with residuals r of the product's own coefficients. */
  readonly cross: Float64Array;
  readonly square: number;
}

/** How much groups differ in their responses. */
export interface Heterogeneity {
  /** Variance of each response between groups over the noise's variance; all 0 where groups are too few to tell. */
  readonly ratios: Float64Array;
  /** Noise of each product once its groups may differ. */
  readonly variances: Float64Array;
  readonly converged: boolean;
}

/** Power of each standard deviation that its likelihood is multiplied by: enough to give it a maximum, too little to move it. */
const OFF_ZERO = 0.1;
const LARGEST_LOG = 14;

/** The columns that may differ by group: own price and covariates. */
export const responsesOf = ({ source }: WithinColumns): number[] => [
  0,
  ...Array.from(
    { length: source.columns - source.priced.length },
    (_, i) => source.priced.length + i,
  ),
];

/** Moments of every product and group, from the rows' residuals. */
export function cellMoments(
  data: WithinColumns,
  { product, residuals }: { product: number; residuals: Float64Array },
): CellMoments[] {
  const { x, source } = data;
  const responses = responsesOf(data);
  const q = responses.length;
  const cells = source.groups.map((name) => ({
    product,
    name,
    rows: 0,
    gram: new Float64Array(q * q),
    cross: new Float64Array(q),
    square: 0,
  }));
  for (let r = 0; r < source.rows; r++) {
    const cell = cells[source.cell[r]!]!;
    cell.rows++;
    cell.square += residuals[r]! * residuals[r]!;
    for (let i = 0; i < q; i++) {
      const value = x[r * source.columns + responses[i]!]!;
      cell.cross[i] = cell.cross[i]! + value * residuals[r]!;
      for (let m = 0; m < q; m++) {
        cell.gram[i * q + m] =
          cell.gram[i * q + m]! + value * x[r * source.columns + responses[m]!]!;
      }
    }
  }
  return cells;
}

/**
 * How much responses differ between groups, by maximum likelihood of the residuals with group levels left free.
 *
 * @remarks Variance ratios are shared by the products. A small power of each standard deviation keeps it off 0.
 * @see Laird and Ware, Random-effects models for longitudinal data, Biometrics 38 (1982)
 */
export function fitHeterogeneity(
  cells: readonly CellMoments[],
  {
    responses,
    freedom,
    variances,
    onIteration,
  }: {
    /** Number of columns that may differ by group. */
    responses: number;
    /** Degrees of freedom of each product's residuals. */
    freedom: readonly number[];
    variances: readonly number[];
    onIteration?: (iteration: number) => void;
  },
): Heterogeneity {
  const q = responses;
  const used = cells.filter(({ rows }) => rows > 1);
  const none = {
    ratios: new Float64Array(q),
    variances: Float64Array.from(variances),
    converged: true,
  };
  // Products of one group can't tell how groups differ.
  if (new Set(used.map(({ name }) => name)).size < 3) return none;
  // In these units a group's own rows and the others' say equally much.
  const units = new Float64Array(q);
  for (const { gram } of used) {
    for (let i = 0; i < q; i++) units[i] = units[i]! + gram[i * (q + 1)]! / used.length;
  }
  const moving = Array.from(units, (unit, i) => (unit > 0 ? [i] : [])).flat();
  if (moving.length === 0) return none;
  const ratios = new Float64Array(q);
  const misfit = new Float64Array(variances.length);
  const f = (at: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    misfit.fill(0);
    let value = 0;
    moving.forEach((i, m) => {
      if (Math.abs(at[m]!) > LARGEST_LOG) value = Infinity;
      ratios[i] = exp(2 * Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, at[m]!))) / units[i]!;
      value -= 2 * OFF_ZERO * at[m]!;
      gradient[m] = -2 * OFF_ZERO;
    });
    if (value === Infinity) return value;
    const slopes = new Float64Array(variances.length * moving.length);
    for (const cell of used) {
      const { logDeterminant, remaining, response, determined } = weigh(cell, ratios);
      value += logDeterminant;
      misfit[cell.product] = misfit[cell.product]! + remaining;
      moving.forEach((i, m) => {
        gradient[m] = gradient[m]! + 2 * ratios[i]! * determined[i]!;
        const s = cell.product * moving.length + m;
        slopes[s] = slopes[s]! - 2 * ratios[i]! * square(response[i]!);
      });
    }
    for (let p = 0; p < misfit.length; p++) {
      if (!(freedom[p]! > 0) || !(misfit[p]! > 0)) continue;
      value += freedom[p]! * log(misfit[p]!);
      moving.forEach((_, m) => {
        gradient[m] = gradient[m]! + (freedom[p]! * slopes[p * moving.length + m]!) / misfit[p]!;
      });
    }
    return value;
  };
  const found = minimise(f, new Float64Array(moving.length), {
    iterations: 100,
    tolerance: 1e-7,
    ...(onIteration && { onIteration }),
  });
  f(found.at, new Float64Array(moving.length));
  return {
    ratios: ratios.slice(),
    variances: Float64Array.from(variances, (variance, p) =>
      freedom[p]! > 0 && misfit[p]! > 0 ? misfit[p]! / freedom[p]! : variance,
    ),
    converged: found.converged,
  };
}

/** A cell's part of the likelihood and of its slope. */
function weigh({ gram, cross, square }: CellMoments, ratios: Float64Array) {
  const q = cross.length;
  const roots = ratios.map((ratio) => Math.sqrt(ratio));
  const { factor, inverse } = inner(gram, roots);
  let logDeterminant = 0;
  for (let i = 0; i < q; i++) logDeterminant += 2 * log(factor[i * (q + 1)]!);
  // K = R½ (I + R½ S R½)⁻¹ R½
  const response = cross.slice();
  const determined = new Float64Array(q);
  let remaining = square;
  const turned = new Float64Array(q);
  for (let i = 0; i < q; i++) {
    for (let m = 0; m < q; m++) {
      turned[i] = turned[i]! + roots[i]! * inverse[i * q + m]! * roots[m]! * cross[m]!;
    }
    remaining -= turned[i]! * cross[i]!;
  }
  for (let i = 0; i < q; i++) {
    let explained = 0;
    for (let m = 0; m < q; m++) {
      response[i] = response[i]! - gram[i * q + m]! * turned[m]!;
      for (let l = 0; l < q; l++) {
        explained +=
          gram[i * q + m]! * roots[m]! * inverse[m * q + l]! * roots[l]! * gram[l * q + i]!;
      }
    }
    determined[i] = Math.max(0, gram[i * (q + 1)]! - explained);
  }
  return { logDeterminant, remaining: Math.max(0, remaining), response, determined };
}

/** Cholesky factor and inverse of I + R½ S R½. */
function inner(gram: Float64Array, roots: Float64Array) {
  const q = roots.length;
  const a = gram.map((value, i) => value * roots[Math.floor(i / q)]! * roots[i % q]!);
  for (let i = 0; i < q; i++) a[i * (q + 1)] = a[i * (q + 1)]! + 1;
  const factor = cholesky(a, q);
  return { factor, inverse: invertFromCholesky(factor, q) };
}

/** A group's departures from its product, and their covariance. */
export function departuresOf(
  { gram, cross }: CellMoments,
  { ratios, variance }: { ratios: Float64Array; variance: number },
): { values: Float64Array; covariance: Float64Array } {
  const q = cross.length;
  const roots = ratios.map((ratio) => Math.sqrt(ratio));
  const { inverse } = inner(gram, roots);
  const values = new Float64Array(q);
  const covariance = new Float64Array(q * q);
  for (let i = 0; i < q; i++) {
    for (let m = 0; m < q; m++) {
      const value = roots[i]! * inverse[i * q + m]! * roots[m]!;
      covariance[i * q + m] = value * variance;
      values[i] = values[i]! + value * cross[m]!;
    }
  }
  return { values, covariance };
}
