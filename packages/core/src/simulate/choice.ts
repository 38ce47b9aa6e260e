import { exp, expm1, log1p } from "../math/index.js";
import type { Columns, Touched } from "./columns.js";

/** How each brand's weight in a choice is moved, over the draws; null where it stays. */
export interface Move {
  /** `exp(Δu)` of each brand's change of utility. */
  readonly factor: Touched;
  /** `expm1(Δu)`. */
  readonly change: Touched;
  /** Weight of a brand that was not there before. */
  readonly entry: Touched;
}

/** Changes of utility as what they do to weights; made once for all cells that they concern. */
export function moveOf({ utility, entry }: { utility: Readonly<Touched>; entry: Touched }): Move {
  return {
    factor: utility.map((moved) => moved && each(moved, exp)),
    change: utility.map((moved) => moved && each(moved, expm1)),
    entry,
  };
}

function each(values: Float64Array, change: (value: number) => number): Float64Array {
  const out = new Float64Array(values.length);
  for (let d = 0; d < values.length; d++) out[d] = change(values[d]!);
  return out;
}

/**
 * Incremental logit: moves choice probabilities by changes of utility, entrants included.
 *
 * `D = Σ c·expm1(Δu) + Σ entry`, `c' = (c·exp(Δu) + entry) / (1 + D)`; no change gives exactly `c`.
 *
 * @param out - receives the new probabilities
 * @param inclusive - zeros; receives the inclusive value `I = log1p(D)`
 */
export function moveChoice(
  { out, inclusive }: { out: Columns; inclusive: Float64Array },
  { choice, move: { factor, change, entry } }: { choice: Columns; move: Move },
): void {
  for (let j = 0; j < choice.length; j++) {
    const c = choice[j]!;
    const moved = change[j];
    const entered = entry[j];
    if (moved) for (let d = 0; d < c.length; d++) inclusive[d]! += c[d]! * moved[d]!;
    if (entered) for (let d = 0; d < c.length; d++) inclusive[d]! += entered[d]!;
  }
  for (let j = 0; j < choice.length; j++) {
    const c = choice[j]!;
    const x = out[j]!;
    const times = factor[j];
    const entered = entry[j];
    if (entered) {
      for (let d = 0; d < c.length; d++) {
        x[d] = ((times ? c[d]! * times[d]! : c[d]!) + entered[d]!) / (1 + inclusive[d]!);
      }
    } else if (times) {
      for (let d = 0; d < c.length; d++) x[d] = (c[d]! * times[d]!) / (1 + inclusive[d]!);
    } else for (let d = 0; d < c.length; d++) x[d] = c[d]! / (1 + inclusive[d]!);
  }
  for (let d = 0; d < inclusive.length; d++) inclusive[d] = log1p(inclusive[d]!);
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
