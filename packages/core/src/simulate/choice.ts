import { exp, expm1, log, log1p } from "../math/index.js";

/** Brands that take more from each other than from the rest: `scale` μ in (0, 1], 1 = no more than from the rest. */
export interface Nest {
  readonly brands: readonly number[];
  readonly scale: number;
}

/**
 * Incremental logit: moves choice probabilities by changes of utility, within nests and with entrants.
 *
 * `D = Σ c·expm1(Δu)`, `c' = c·exp(Δu) / (1 + D)`; no change gives exactly `c`. Within a nest `Δu / μ`, and
 * `(μ - 1)` times the nest's own inclusive value is added.
 *
 * @param out - receives the new probabilities
 * @param utility - Δu per brand, overwritten by the effective one of nested brands
 * @returns the inclusive value `I = log1p(D)`
 */
export function moveChoice(
  out: Float64Array,
  {
    choice,
    utility,
    entry,
    nests,
  }: {
    choice: Float64Array;
    utility: Float64Array;
    entry: Float64Array;
    nests: readonly Nest[];
  },
): number {
  const scaleOfEntry = nests.length > 0 ? nestedEntry(choice, utility, entry, nests) : null;
  let moved = 0;
  for (let j = 0; j < choice.length; j++) {
    moved += choice[j]! * expm1(utility[j]!) + (scaleOfEntry?.[j] ?? 1) * entry[j]!;
  }
  const total = 1 + moved;
  for (let j = 0; j < choice.length; j++) {
    const weight = choice[j]! * exp(utility[j]!) + (scaleOfEntry?.[j] ?? 1) * entry[j]!;
    out[j] = weight / total;
  }
  return log1p(moved);
}

/** Puts the effective utilities of nested brands in place; returns what each entrant's weight is multiplied by. */
function nestedEntry(
  choice: Float64Array,
  utility: Float64Array,
  entry: Float64Array,
  nests: readonly Nest[],
): Float64Array {
  const factor = new Float64Array(choice.length).fill(1);
  for (const { brands, scale } of nests) {
    let base = 0;
    let moved = 0;
    for (const j of brands) {
      base += choice[j]!;
      moved += choice[j]! * expm1(utility[j]! / scale) + entry[j]!;
    }
    if (moved === 0 || base === 0) continue;
    // A nest that is emptied has no inclusive value to add.
    const inclusive = moved / base <= -1 ? 0 : log1p(moved / base);
    const common = (scale - 1) * inclusive;
    for (const j of brands) {
      utility[j] = utility[j]! / scale + common;
      factor[j] = exp(common);
    }
  }
  return factor;
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

/** Log odds of a probability, for bounds and tests. */
export function logOdds(probability: number): number {
  return log(probability) - log1p(-probability);
}
