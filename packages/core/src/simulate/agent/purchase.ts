import { exp, normalQuantile } from "../../math/index.js";
import { AFTER_DIP_DAYS } from "../after-dip.js";
import { thresholdOf, toUniform } from "./chance.js";
import type { Run } from "./choose.js";
import { ACTIVE, CHOICE } from "./population.js";
import type { Rule } from "./rule.js";

/** Mean from which the number of purchases is taken from the normal distribution. */
const MANY = 60;
const MOST = 65535;

/** All buy at the same rate: each word is looked up in one table. @param mean - units in the period */
export function buyAlike({ columns: { units }, at, to, words }: Run, mean: number): void {
  if (mean > MANY) {
    for (let i = at; i < to; i++) units[i] = poissonOf(words[i - at]!, mean);
    return;
  }
  const table = poissonTable(mean);
  const last = table.length - 1;
  for (let i = at; i < to; i++) {
    const word = words[i - at]!;
    let k = 0;
    while (k < last && word >= table[k]!) k++;
    units[i] = k;
  }
}

/** Words below entry k stand for at most k units. */
function poissonTable(mean: number): Float64Array {
  const table: number[] = [];
  let probability = exp(-mean);
  let below = probability;
  for (let k = 1; k <= 2 * mean + 40; k++) {
    table.push(thresholdOf(below));
    probability *= mean / k;
    below += probability;
  }
  return Float64Array.from(table);
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
  /** Category buying over the baseline's, one for each agent. */
  readonly ratio: Float64Array;
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
    let mean = rate[i]! * days * ratio[i - at]!;
    const stored = pantry[i]!;
    if (stored > 0) {
      const gone = Math.min(mean, stored * due);
      mean -= gone;
      pantry[i] = stored - gone;
    }
    const bought = poissonOf(words[i - at]!, mean);
    units[i] = bought;
    if (extra === null || bought === 0) continue;
    const made = act[i] === CHOICE ? extra.choice : extra.habit;
    pantry[i]! += stockpiling * made[brand[i]!]! * bought;
  }
}
