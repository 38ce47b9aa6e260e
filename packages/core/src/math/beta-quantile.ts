import { CoreError } from "../error.js";
import { betaBelow } from "./beta.js";
import { exp } from "./elementary.js";
import { findRoot } from "./root.js";

/** Beyond this log-odds a share is 0 or 1 in a double. */
const MOST_LOG_ODDS = 700;

/**
 * Quantile of the beta distribution; relative error below 1e-10 on the side of 0, absolute on that of 1.
 *
 * @param p - probability below, 0 to 1
 * @param a - above 0
 * @param b - above 0
 * @throws CoreError `out_of_range`
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new CoreError("out_of_range", `probability ${p}, expected 0 to 1`);
  if (p === 0 || p === 1) return p;
  const excess = (logOdds: number) => {
    const odds = exp(logOdds);
    return betaBelow(odds / (1 + odds), 1 / (1 + odds), a, b) - p;
  };
  let width = 1;
  while (width < MOST_LOG_ODDS && excess(-width) > 0 === excess(width) > 0) width *= 2;
  const end = Math.min(width, MOST_LOG_ODDS);
  if (excess(-end) > 0) return 0;
  if (excess(end) < 0) return 1;
  const odds = exp(findRoot(excess, -end, end));
  return odds / (1 + odds);
}
