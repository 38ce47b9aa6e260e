import { exp, normalQuantile } from "../../math/index.js";
import { AFTER_DIP_DAYS } from "../after-dip.js";
import { thresholdOf, toUniform } from "./chance.js";
import type { Run } from "./choose.js";
import { createLookup, type Lookup, outcomeOf } from "./lookup.js";
import { ACTIVE, CHOICE } from "./population.js";
import type { Rule } from "./rule.js";

/** Mean from which the number of purchases is taken from the normal distribution. */
const MANY = 60;
const MOST = 65535;

/** How all buy at the same rate. @param mean - units in the period */
export const alikePurchase = (mean: number): { mean: number; lookup: Lookup | null } => ({
  mean,
  lookup: mean > MANY ? null : poissonLookup(mean),
});

/** All buy at the same rate: each word is looked up. */
export function buyAlike(
  { columns: { units }, at, to, words }: Run,
  { mean, lookup }: ReturnType<typeof alikePurchase>,
): void {
  if (lookup === null) {
    for (let i = at; i < to; i++) units[i] = poissonOf(words[i - at]!, mean);
    return;
  }
  for (let i = at; i < to; i++) units[i] = outcomeOf(lookup, 0, words[i - at]!);
}

/** Outcome k stands for k units. */
function poissonLookup(mean: number): Lookup {
  const thresholds: number[] = [];
  let probability = exp(-mean);
  let below = probability;
  for (let k = 1; k <= 2 * mean + 40; k++) {
    thresholds.push(thresholdOf(below));
    probability *= mean / k;
    below += probability;
  }
  return createLookup(Float64Array.from(thresholds), { width: thresholds.length });
}

/** The number of events at a given mean that belongs to a word: more at a higher mean, never fewer. */
function poissonOf(word: number, mean: number): number {
  if (!(mean > 0)) return 0;
  const u = toUniform(word);
  if (mean > MANY) {
    const units = Math.round(mean + Math.sqrt(mean) * normalQuantile(u));
    return Math.min(MOST, Math.max(0, units));
  }
  let probability = exp(-mean);
  let below = probability;
  let k = 0;
  while (u >= below && k < 2 * mean + 40) {
    k++;
    probability *= mean / k;
    below += probability;
  }
  return k;
}

/** How agents that are not alike buy. */
export interface OwnPurchase {
  readonly rule: Rule;
  readonly days: number;
  /** Category buying over the baseline's, one for each agent; null where it is the rule's. */
  readonly ratio: Float32Array | null;
  /** Share of a promotion's extra units that is bought forward. */
  readonly stockpiling: number;
}

/**
 * Each agent by its own rate, less what it still has in its pantry.
 *
 * As in the engine, a fourteenth of what was bought forward is missed each day, from the next period on.
 */
export function buyOwn({ columns, at, to, words }: Run, own: OwnPurchase): void {
  const { rule, days, ratio, stockpiling } = own;
  const { state, act, brand, units, rate, pantry } = columns;
  const due = Math.min(1, days / AFTER_DIP_DAYS);
  const extra = stockpiling > 0 ? rule.extra : null;
  for (let i = at; i < to; i++) {
    if (state[i] !== ACTIVE) {
      units[i] = 0;
      continue;
    }
    const wanted = rate[i]! * days * (ratio === null ? rule.buying : ratio[i]!);
    let mean = wanted;
    const stored = pantry[i]!;
    if (stored > 0) {
      const gone = Math.min(mean, stored * due);
      mean -= gone;
      pantry[i] = stored - gone;
    }
    const bought = poissonOf(words[i - at]!, mean);
    units[i] = bought;
    if (extra === null || bought === 0) continue;
    const made = act[i] === CHOICE ? extra.choice[brand[i]!]! : extra.habit;
    // As in the engine, what is made by the promotion is a share of what is wanted, not of what is left to buy.
    pantry[i]! += stockpiling * made * bought * (wanted / mean);
  }
}
