import { exp, log } from "../../math/index.js";
import { toUniform } from "./chance.js";
import { chooseCoupled } from "./coupling.js";
import { outcomeOf } from "./lookup.js";
import { listen, type Network, type Voice } from "./neighbour.js";
import { ACTIVE, type AgentColumns, CHOICE, HABIT, IDLE, NO_BRAND } from "./population.js";
import type { Rule } from "./rule.js";

/** A run of agents, with a word of chance for each. */
export interface Run {
  readonly columns: AgentColumns;
  readonly at: number;
  readonly to: number;
  readonly words: Uint32Array;
}

/** All are active and alike: each word is looked up in the row of its agent's brand. */
export function chooseAlike({ columns, at, to, words }: Run, { lookup, chosen }: Rule): void {
  const { brand, act } = columns;
  for (let i = at; i < to; i++) {
    const now = brand[i]!;
    const outcome = outcomeOf(lookup, now, words[i - at]!);
    brand[i] = outcome === 0 ? now : chosen[outcome]!;
    act[i] = outcome === 0 ? HABIT : CHOICE;
  }
}

/** How agents that are not alike choose. */
export interface OwnChoice {
  readonly rule: Rule;
  /** False where all have the cell's habit. */
  readonly ownLoyalty: boolean;
  /** Extra response of joiners to promotions, and the share of joiners that is normal. */
  readonly lift: number;
  readonly joined: number;
  readonly mouth: {
    readonly network: Network;
    readonly voice: Voice;
    readonly heard: Uint8Array;
    /** Agents in the network now. */
    readonly size: number;
    readonly first: number;
  } | null;
  /** Receives each agent's category buying over the baseline's, 0 where it is not known yet; null where all buy alike. */
  readonly ratio: Float32Array | null;
  /** Room for a number per brand. */
  readonly weights: Float64Array;
  readonly counts: Uint8Array;
}

/** Exponents beyond it choose as if they were there: keeps sums of weights finite and above 0. */
const FARTHEST = 300;

const within = (exponent: number) =>
  exponent > FARTHEST ? FARTHEST : exponent < -FARTHEST ? -FARTHEST : exponent;

/** Each agent by its own coefficients, loyalty, and what it hears. */
export function chooseOwn({ columns, at, to, words }: Run, own: OwnChoice): void {
  const { rule, ownLoyalty, lift, joined, mouth, ratio, weights, counts } = own;
  const { base, choice, weight, entry, priceStep, promotionStep, available, habit } = rule;
  const { buying, incidence, shift } = rule.category;
  const { brand, act, state, loyalty, price, promotion, adopted } = columns;
  const brands = choice.length;
  const steps = priceStep !== null || promotionStep !== null;
  for (let i = at; i < to; i++) {
    if (state[i] !== ACTIVE) {
      act[i] = IDLE;
      continue;
    }
    const b = brand[i]!;
    const repeats = b === NO_BRAND ? 0 : ownLoyalty ? loyalty[i]! : habit;
    const stay = b === NO_BRAND ? 0 : repeats * available[b]!;
    const u = toUniform(words[i - at]!);
    const isUnknown = ratio !== null && ratio[i] === 0;
    let total = 1;
    if (steps && (u >= stay || isUnknown)) {
      const dearer = price[i]! - 1;
      const keener =
        promotion[i]! * (lift === 0 ? 1 : Math.max(0, 1 + lift * (adopted[i]! - joined))) - 1;
      total = 0;
      for (let j = 0; j < brands; j++) {
        let more = priceStep === null ? 0 : dearer * priceStep[j]!;
        if (promotionStep !== null) more += keener * promotionStep[j]!;
        const own = more === 0 ? weight[j]! : weight[j]! * exp(within(more));
        weights[j] = own + entry[j]!;
        total += weights[j]!;
      }
      if (ratio !== null && isUnknown) {
        // As `buyingRatio`, by the odds themselves: exactly 1 where nothing moves.
        const odds = incidence === 0 ? exp(shift) : exp(incidence * log(total) + shift);
        ratio[i] = odds / (1 + buying * (odds - 1));
      }
    }
    if (u < stay) {
      act[i] = HABIT;
      continue;
    }
    const place = u < repeats ? (u - stay) / (repeats - stay) : (u - repeats) / (1 - repeats);
    if (!steps) for (let j = 0; j < brands; j++) weights[j] = choice[j]!;
    if (mouth !== null) {
      const { network, voice, heard, size, first } = mouth;
      const all = listen(counts, { network, agent: first + i, heard, size });
      total = 0;
      for (let j = 0; j < brands; j++) {
        weights[j]! *= voice.gain[counts[j]!]! * voice.loss[all * brands + j]!;
        total += weights[j]!;
      }
    }
    brand[i] = chooseCoupled(base, { weights, total, at: place });
    act[i] = CHOICE;
  }
}
