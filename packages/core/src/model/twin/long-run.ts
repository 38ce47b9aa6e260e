import { pow } from "../../math/index.js";

/**
 * Variance of a sum of neighbours that may depend on each other: Bartlett's kernel, its width by Andrews' plug-in rule.
 *
 * @param series - in order of time, with mean 0
 * @returns `Σ_t Σ_s k(t − s) x_t x_s`; at least 0
 * @see Andrews, Heteroskedasticity and autocorrelation consistent covariance matrix estimation, Econometrica 59 (1991)
 */
export function longRunSquares(series: readonly number[]): number {
  const lags = bandwidth(series);
  let variance = 0;
  for (let t = 0; t < series.length; t++) {
    for (let l = 0; l <= Math.min(lags, t); l++) {
      const weight = l === 0 ? 1 : 2 * (1 - l / (lags + 1));
      variance += weight * series[t]! * series[t - l]!;
    }
  }
  return variance;
}

/** Lags of the Bartlett kernel by Andrews' plug-in rule for a first-order autoregression. */
function bandwidth(series: readonly number[]): number {
  let square = 0;
  let product = 0;
  for (let t = 1; t < series.length; t++) {
    square += series[t - 1]! * series[t - 1]!;
    product += series[t - 1]! * series[t]!;
  }
  const persistence = square > 0 ? Math.min(0.97, Math.max(0, product / square)) : 0;
  const spread = 1 - persistence * persistence;
  const strength = (4 * persistence * persistence) / (spread * spread);
  const lags = 1.1447 * pow(strength * series.length, 1 / 3);
  return Math.max(1, Math.min(Math.floor(series.length / 4), Math.ceil(lags)));
}
