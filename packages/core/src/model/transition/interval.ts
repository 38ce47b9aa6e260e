import { betaQuantile } from "../../math/index.js";

/** Lower and upper end of a probability's interval. */
export interface ProbabilityInterval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Equal-tailed interval of a probability from counts: Jeffreys' prior, with 0 and 1 inside where nothing speaks against
 * them.
 *
 * @param options.size - trials, counts need not be whole
 * @see Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical Science 16 (2001)
 */
export function intervalOfCount(
  count: number,
  { size, level }: { size: number; level: number },
): ProbabilityInterval {
  const tail = (1 - level) / 2;
  const [a, b] = [count + 0.5, size - count + 0.5];
  return {
    lower: count <= 0 ? 0 : betaQuantile(tail, a, b),
    upper: count >= size ? 1 : betaQuantile(1 - tail, a, b),
  };
}

/** Equal-tailed interval of a probability whose mean and variance are known, as a beta distribution with these. */
export function intervalOfMoments(
  { mean, variance }: { mean: number; variance: number },
  { level }: { level: number },
): ProbabilityInterval {
  const spread = mean * (1 - mean);
  if (!(variance > 0) || !(spread > 0)) return { lower: mean, upper: mean };
  const size = Math.max(1e-3, spread / variance - 1);
  const tail = (1 - level) / 2;
  const [a, b] = [Math.max(1e-6, mean * size), Math.max(1e-6, (1 - mean) * size)];
  return { lower: betaQuantile(tail, a, b), upper: betaQuantile(1 - tail, a, b) };
}
