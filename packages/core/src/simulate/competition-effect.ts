import { exp, expm1, log1p, tanh } from "../math/index.js";
import { nestUtility } from "./choice.js";
import { type Compiled, type Effect, type Of, type Setting, scale, touch } from "./effect.js";

/** Depth of the price cut that a competitor's `price` attack makes at strength 1. */
export const ATTACK_DEPTH = 0.3;

/**
 * Part of what new stores sell that the brand's other stores did not sell before.
 *
 * @see Pancras, Sriram, Kumar, "Empirical Investigation of Retail Expansion and Cannibalization in a Dynamic
 * Environment", Management Science 58(11), 2012: 86.7 % of a store's sales, in a fast food chain
 */
export const EXPANSION_NET = 0.867;

/** How alike attacker and attacked are where nobody says. */
const SIMILARITY = 0.5;

/** μ of a nest from similarity 0–1: 1 (proportional) to 0.1 (all from each other). */
const nestScale = (similarity: number) => 1 - 0.9 * similarity;

/** An attack, entry or loss of one brand, aimed at another through a nest of the two, or at nobody. */
export function addCompetition(
  effect: Effect,
  { brand, target }: Compiled,
  intervention: Of<"competition">,
  { fraction, coefficients, choice }: Setting,
): void {
  const { action, strength, similarity = SIMILARITY, entryUtility = 0 } = intervention;
  const force = fraction * strength;
  if (force === 0) return;
  const own = ownUtility(effect.draws, {
    action,
    force,
    brand,
    setting: { fraction, coefficients, choice },
    target,
  });
  if (action === "price") scale(touch(effect, "paid", brand), 1 - ATTACK_DEPTH * force);
  if (action === "exit" || action === "distribution_loss") effect.available[brand]! *= 1 - force;
  const utility = touch(effect, "utility", brand);
  const entry = action === "entry" ? touch(effect, "entry", brand) : null;
  const entering = entry ? force * exp(entryUtility) : 0;
  const mu = nestScale(similarity);
  const aimedAt = target < 0 ? null : choice[target]!;
  if (aimedAt === null || mu === 1) {
    for (let d = 0; d < utility.length; d++) {
      utility[d]! += own[d]!;
      if (entry) entry[d]! += entering * (aimedAt?.[d] ?? 1 / coefficients.incumbents);
    }
    return;
  }
  // The nest shapes its own attack alone, so that it goes as the attack's strength goes to nothing.
  const targetUtility = touch(effect, "utility", target);
  const attacker = choice[brand]!;
  for (let d = 0; d < utility.length; d++) {
    const weight = entering * aimedAt[d]!;
    const common = nestUtility({
      share: attacker[d]! + aimedAt[d]!,
      moved: attacker[d]! * expm1(own[d]! / mu) + weight,
      scale: mu,
    });
    utility[d]! += own[d]! / mu + common;
    targetUtility[d]! += common;
    if (entry) entry[d]! += weight * exp(common);
  }
}

/** What an attack does to the attacker's own utility. */
function ownUtility(
  draws: number,
  {
    action,
    force,
    brand,
    target,
    setting: { coefficients, choice },
  }: {
    action: Of<"competition">["action"];
    force: number;
    brand: number;
    target: number;
    setting: Setting;
  },
): Float64Array {
  const utility = new Float64Array(draws + 1);
  switch (action) {
    case "price": {
      const price = coefficients.price()[brand]!;
      const step = log1p(-ATTACK_DEPTH * force);
      for (let d = 0; d <= draws; d++) utility[d] = -price[d]! * step;
      return utility;
    }
    case "promotion": {
      const feature = coefficients.feature();
      const { saturation } = coefficients.promotion();
      for (let d = 0; d <= draws; d++) {
        const lift = saturation[d]!;
        utility[d] = lift * tanh((force * Math.max(0, feature[d]!)) / lift);
      }
      return utility;
    }
    case "distribution":
      return utility.fill(log1p(force));
    case "expansion":
      return utility.fill(log1p(EXPANSION_NET * force));
    case "exit":
    case "distribution_loss":
      return utility.fill(force >= 1 ? Number.NEGATIVE_INFINITY : log1p(-force));
    case "reposition": {
      // The more of the pair's choosers the target has, the more there is to gain by being like it.
      const [own, aimedAt] = [choice[brand]!, choice[target]!];
      for (let d = 0; d <= draws; d++) {
        const pair = own[d]! + aimedAt[d]!;
        utility[d] = pair === 0 ? 0 : log1p((force * aimedAt[d]!) / pair);
      }
      return utility;
    }
    case "entry":
      return utility;
  }
}
