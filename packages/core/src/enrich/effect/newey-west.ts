import { CoreError } from "../../error.js";
import { weightedLeastSquares } from "../../math/least-squares.js";

/** A regression of rows that belong to days; several rows of a day are allowed. */
export interface DailyRegression {
  /** Row-major, rows × columns. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly columns: number;
  /** Day of each row, any order. */
  readonly days: ArrayLike<number>;
  /** Lags in days; by default {@link defaultBandwidth} of the number of days. */
  readonly bandwidth?: number;
}

/** Least squares with a covariance that allows errors to be correlated within a day and over days. */
export interface DailyFit {
  readonly coefficients: Float64Array;
  /** Row-major, columns × columns. */
  readonly covariance: Float64Array;
  readonly residuals: Float64Array;
  readonly residualVariance: number;
  readonly bandwidth: number;
  /** Degrees of freedom of t for single coefficients. */
  readonly degrees: number;
}

/** ⌈1.3 √days⌉. @see Lazarus, Lewis, Stock and Watson, HAR inference: recommendations for practice (JBES 2018) */
export function defaultBandwidth(days: number): number {
  return Math.ceil(1.3 * Math.sqrt(days));
}

/**
 * Least squares with Newey and West's covariance over the sums of scores of each day (Driscoll and Kraay's for panels).
 *
 * S = Γ₀ + Σ w_h (Γ_h + Γ_hᵀ), w_h = 1 − h / (L + 1), lags counted in days, so that missing days are gaps and not
 * neighbours; covariance = n / (n − k) (XᵀX)⁻¹ S (XᵀX)⁻¹.
 *
 * @remarks `degrees` is the equivalent degrees of freedom of Bartlett's window, 1.5 days / (L + 1), at least 3.
 * @throws CoreError `too_few_rows` without more rows than columns, `no_variation` for collinear columns or a perfect fit
 * @see Newey and West (Econometrica 1987); Driscoll and Kraay (Review of Economics and Statistics 1998)
 */
export function dailyLeastSquares({ x, y, columns, days, ...rest }: DailyRegression): DailyFit {
  const rows = y.length;
  if (rows <= columns) {
    throw new CoreError("too_few_rows", `found ${rows} rows, expected more than ${columns}`);
  }
  const fit = weightedLeastSquares({ x, y, columns });
  if (fit.jitter > 0 || !(fit.residualVariance > 0)) {
    throw new CoreError(
      "no_variation",
      "the drivers and controls cannot be told apart, or leave nothing to explain",
    );
  }
  const scores = new Map<number, Float64Array>();
  for (let i = 0; i < rows; i++) {
    const day = days[i] ?? 0;
    const score = scores.get(day) ?? new Float64Array(columns);
    scores.set(day, score);
    const residual = fit.residuals[i] ?? 0;
    for (let j = 0; j < columns; j++)
      score[j] = (score[j] ?? 0) + (x[i * columns + j] ?? 0) * residual;
  }
  const bandwidth = rest.bandwidth ?? defaultBandwidth(scores.size);
  const bread = fit.covariance.map((value) => value / fit.residualVariance);
  const meat = longRun(scores, columns, bandwidth);
  const factor = rows / (rows - columns);
  const covariance = product(product(bread, meat, columns), bread, columns).map((v) => v * factor);
  return {
    coefficients: fit.coefficients,
    covariance,
    residuals: fit.residuals,
    residualVariance: fit.residualVariance,
    bandwidth,
    degrees: Math.max(3, (1.5 * scores.size) / (bandwidth + 1)),
  };
}

function longRun(scores: ReadonlyMap<number, Float64Array>, columns: number, bandwidth: number) {
  const total = new Float64Array(columns * columns);
  const ordered = [...scores].sort(([a], [b]) => a - b);
  for (const [day, now] of ordered) {
    for (let lag = 0; lag <= bandwidth; lag++) {
      const before = scores.get(day - lag);
      if (before === undefined) continue;
      const weight = 1 - lag / (bandwidth + 1);
      for (let j = 0; j < columns; j++) {
        for (let k = 0; k < columns; k++) {
          const cross = (now[j] ?? 0) * (before[k] ?? 0);
          const back = lag === 0 ? 0 : (before[j] ?? 0) * (now[k] ?? 0);
          total[j * columns + k] = (total[j * columns + k] ?? 0) + weight * (cross + back);
        }
      }
    }
  }
  return total;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const left = a[i * n + k] ?? 0;
      for (let j = 0; j < n; j++) {
        result[i * n + j] = (result[i * n + j] ?? 0) + left * (b[k * n + j] ?? 0);
      }
    }
  }
  return result;
}
