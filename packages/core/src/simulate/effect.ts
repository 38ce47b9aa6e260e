import { exp, expm1, log, log1p, pow, tanh } from "../math/index.js";
import type { Intervention } from "../schema/scenario.js";
import { nestUtility } from "./choice.js";
import type { Coefficients } from "./coefficient.js";

/**
 * What a set of interventions does to one cell in one segment under one draw.
 *
 * The one table of effects: whatever an intervention is, it ends as these numbers and nothing else.
 */
export interface Effect {
  /** Change of utility of each brand, for those who choose. */
  readonly utility: Float64Array;
  /** Weight of a brand that was not there before, as a choice probability against the incumbents' 1. */
  readonly entry: Float64Array;
  /** Share of habitual buyers who still find their brand. */
  readonly available: Float64Array;
  /** Money received per unit, over the baseline's. */
  readonly paid: Float64Array;
  /** The part of `utility` that promotions make, whose extra units are partly bought forward. */
  readonly promoted: Float64Array;
  /** Log of disposable income over the baseline's. */
  income: number;
  /** True while every brand is as available as before. */
  everywhere: boolean;
}

/** An intervention with its brands as indices: `-1` where none is named. */
export interface Compiled {
  readonly intervention: Intervention;
  readonly brand: number;
  readonly target: number;
  readonly logPrice: Float64Array;
  readonly priceMultiplier: Float64Array;
}

/** Depth of the price cut that a competitor's `price` attack makes at strength 1. */
export const ATTACK_DEPTH = 0.3;

export function createEffect(brands: number): Effect {
  return {
    utility: new Float64Array(brands),
    entry: new Float64Array(brands),
    available: new Float64Array(brands),
    paid: new Float64Array(brands),
    promoted: new Float64Array(brands),
    income: 0,
    everywhere: true,
  };
}

/** Sets an effect to "nothing happens". */
export function neutral(effect: Effect): void {
  // A loop: `fill` on a handful of numbers costs more than writing them.
  for (let j = 0; j < effect.utility.length; j++) {
    effect.utility[j] = 0;
    effect.entry[j] = 0;
    effect.available[j] = 1;
    effect.paid[j] = 1;
    effect.promoted[j] = 0;
  }
  effect.income = 0;
  effect.everywhere = true;
}

/** Adds an intervention, active for `fraction` of the segment, under draw `d`. */
export function addEffect(
  effect: Effect,
  compiled: Compiled,
  { fraction, coefficients, d }: { fraction: number; coefficients: Coefficients; d: number },
): void {
  const { intervention } = compiled;
  if (fraction === 0) return;
  switch (intervention.type) {
    case "price_change":
      addPriceChange(effect, compiled, intervention, fraction, coefficients, d);
      return;
    case "promotion":
      addPromotion(effect, compiled, intervention, fraction, coefficients, d);
      return;
    case "competition":
      addCompetition(effect, compiled, intervention, fraction, coefficients, d);
      return;
    case "external": {
      const slope = coefficients.triggers[intervention.trigger];
      for (let j = 0; slope && j < slope.length; j++) {
        effect.utility[j]! += fraction * slope[j]![d]! * intervention.value;
      }
      return;
    }
  }
}

type Of<T extends Intervention["type"]> = Extract<Intervention, { type: T }>;

function addPriceChange(
  effect: Effect,
  { logPrice, priceMultiplier }: Compiled,
  { electricityPrice, priceSensitivity }: Of<"price_change">,
  fraction: number,
  { price, elasticity, budgetShare, tradeDown, valuePosition }: Coefficients,
  d: number,
): void {
  for (let j = 0; j < logPrice.length; j++) {
    effect.utility[j]! -= fraction * priceSensitivity * price[j]![d]! * logPrice[j]!;
    effect.paid[j]! *= 1 + fraction * (priceMultiplier[j]! - 1);
  }
  if (electricityPrice === 1) return;
  // A dearer bill, after the household has saved some electricity, leaves less for everything else.
  const bill = pow(electricityPrice, 1 + elasticity[d]!) - 1;
  const income = fraction * log(Math.max(0.05, 1 - budgetShare[d]! * bill));
  effect.income += income;
  for (let j = 0; j < logPrice.length; j++) {
    effect.utility[j]! -= tradeDown[d]! * valuePosition[j]! * income;
  }
}

function addPromotion(
  effect: Effect,
  { brand }: Compiled,
  { discount, pointMultiplier, bogo, intensity }: Of<"promotion">,
  fraction: number,
  { price, points, pressure, saturation, redemption, programme }: Coefficients,
  d: number,
): void {
  const logPoints = log(pointMultiplier);
  const lift = saturation[d]!;
  const first = brand < 0 ? 0 : brand;
  const last = brand < 0 ? programme.length - 1 : brand;
  for (let j = first; j <= last; j++) {
    const weight = brand < 0 ? programme[j]! : 1;
    const raw = points[d]! * logPoints + pressure[d]! * (intensity - 1);
    let utility = raw === 0 ? 0 : lift * tanh((weight * raw) / lift);
    if (discount > 0) {
      utility -= price[j]![d]! * log1p(-discount);
      effect.paid[j]! *= 1 - fraction * discount;
    }
    if (bogo) {
      utility -= price[j]![d]! * log1p(-redemption[d]! / 2);
      effect.paid[j]! *= 1 - (fraction * redemption[d]!) / 2;
    }
    effect.utility[j]! += fraction * utility;
    effect.promoted[j]! += fraction * utility;
  }
}

/** μ of a nest from similarity 0–1: 1 (proportional) to 0.1 (all from each other). */
const nestScale = (similarity: number) => 1 - 0.9 * similarity;

function addCompetition(
  effect: Effect,
  { brand, target }: Compiled,
  { action, strength, similarity }: Of<"competition">,
  fraction: number,
  coefficients: Coefficients,
  d: number,
): void {
  const force = fraction * strength;
  if (force === 0) return;
  const { choice } = coefficients;
  const utility = attackUtility(action, { brand, force, coefficients, d });
  const aimedAt = target < 0 ? 1 / coefficients.incumbents : choice[target]!;
  const entry = action === "entry" ? force * aimedAt : 0;
  if (action === "price") effect.paid[brand]! *= 1 - ATTACK_DEPTH * force;
  if (action === "exit") {
    effect.available[brand]! *= 1 - force;
    effect.everywhere = false;
  }
  const scale = nestScale(similarity);
  if (target < 0 || scale === 1) {
    effect.utility[brand]! += utility;
    effect.entry[brand]! += entry;
    return;
  }
  // The nest shapes its own attack alone, so that it goes as the attack's strength goes to nothing.
  const common = nestUtility({
    share: choice[brand]! + choice[target]!,
    moved: choice[brand]! * expm1(utility / scale) + entry,
    scale,
  });
  effect.utility[brand]! += utility / scale + common;
  effect.utility[target]! += common;
  effect.entry[brand]! += entry * exp(common);
}

/** What an attack does to the attacker's own utility. */
function attackUtility(
  action: Of<"competition">["action"],
  {
    brand,
    force,
    coefficients: { price, feature, saturation },
    d,
  }: { brand: number; force: number; coefficients: Coefficients; d: number },
): number {
  switch (action) {
    case "price":
      return -price[brand]![d]! * log1p(-ATTACK_DEPTH * force);
    case "promotion":
      return saturation[d]! * tanh((force * Math.max(0, feature[d]!)) / saturation[d]!);
    case "distribution":
      return log1p(force);
    case "exit":
      return force >= 1 ? Number.NEGATIVE_INFINITY : log1p(-force);
    case "entry":
      return 0;
  }
}
