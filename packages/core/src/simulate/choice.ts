import { exp, expm1, log1p } from "../math/index.js";

/**
 * Incremental logit: moves choice probabilities by changes of utility, entrants included.
 *
 * `D = Σ c·expm1(Δu) + Σ entry`, `c' = (c·exp(Δu) + entry) / (1 + D)`; no change gives exactly `c`.
 *
 * @param out - receives the new probabilities
 * @returns the inclusive value `I = log1p(D)`
 */
export function moveChoice(
  out: Float64Array,
  { choice, utility, entry }: { choice: Float64Array; utility: Float64Array; entry: Float64Array },
): number {
  let moved = 0;
  for (let j = 0; j < choice.length; j++) {
    moved += choice[j]! * expm1(utility[j]!) + entry[j]!;
  }
  const total = 1 + moved;
  for (let j = 0; j < choice.length; j++) {
    out[j] = (choice[j]! * exp(utility[j]!) + entry[j]!) / total;
  }
  return log1p(moved);
}

/**
 * Utility that attacker and attacked both get in their nest: `(μ - 1)` times the nest's own inclusive value.
 *
 * @param options.share - choice probability of the two together
 * @param options.moved - what the attack adds to it within the nest, each utility divided by μ
 */
export function nestUtility({
  share,
  moved,
  scale,
}: {
  share: number;
  moved: number;
  scale: number;
}): number {
  // A nest that is emptied has no inclusive value to add.
  if (moved === 0 || share === 0 || moved <= -share) return 0;
  return (scale - 1) * log1p(moved / share);
}

/**
 * Probability of buying in the category over what it was.
 *
 * `q' = q·exp(z) / (1 + q·expm1(z))`: the odds of buying move by `z = λI + incomeEffect·ln(income)`.
 */
export function buyingRatio(buying: number, logOdds: number): number {
  if (logOdds === 0) return 1;
  if (logOdds === Number.NEGATIVE_INFINITY) return 0;
  return exp(logOdds) / (1 + buying * expm1(logOdds));
}
