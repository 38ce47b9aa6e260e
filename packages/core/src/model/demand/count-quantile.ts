import { exp, log, normalQuantile } from "../../math/index.js";

/** Above these mean units counts are dense enough for a lognormal distribution. */
const DENSE = 400;
const MOST_UNITS = 100_000;

/**
 * Quantiles of counts of a mean and a variance: negative binomial, Poisson where the variance is no larger than the mean.
 *
 * @returns a function from a probability to the least count that is exceeded no more often
 * @see McCullagh and Nelder, Generalized Linear Models (1989), section 6.2
 */
export function countQuantile({
  mean,
  variance,
}: {
  mean: number;
  variance: number;
}): (p: number) => number {
  if (mean > DENSE) {
    const spread = log(1 + variance / mean / mean);
    const middle = log(mean) - spread / 2;
    return (p) => exp(Math.min(700, middle + normalQuantile(p) * Math.sqrt(spread)));
  }
  const ratio = variance > mean * (1 + 1e-9) ? mean / variance : 1;
  // Shape of the gamma distribution that means are drawn from, and the chance of no unit.
  const shape = (mean * ratio) / (1 - ratio);
  const none = ratio < 1 ? exp(shape * log(ratio)) : exp(-mean);
  return (p) => {
    let count = 0;
    let chance = none;
    let below = none;
    while (below < p && count < MOST_UNITS) {
      count++;
      chance *= ratio < 1 ? ((shape + count - 1) / count) * (1 - ratio) : mean / count;
      below += chance;
    }
    return count;
  };
}
