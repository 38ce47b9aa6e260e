import { log, log1p, pow, tanh } from "../math/index.js";
import type { Intervention } from "../schema/scenario.js";
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
  /** 1 where a promotion runs, whose extra units are partly bought forward. */
  readonly promoted: Uint8Array;
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
    promoted: new Uint8Array(brands),
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
    if (utility > 0) effect.promoted[j] = 1;
  }
}

function addCompetition(
  effect: Effect,
  { brand, target }: Compiled,
  { action, strength }: Of<"competition">,
  fraction: number,
  { price, feature, saturation, choice }: Coefficients,
  d: number,
): void {
  const force = fraction * strength;
  if (force === 0) return;
  switch (action) {
    case "price":
      effect.utility[brand]! -= price[brand]![d]! * log1p(-ATTACK_DEPTH * force);
      effect.paid[brand]! *= 1 - ATTACK_DEPTH * force;
      return;
    case "promotion":
      effect.utility[brand]! +=
        saturation[d]! * tanh((force * Math.max(0, feature[d]!)) / saturation[d]!);
      return;
    case "distribution":
      effect.utility[brand]! += log1p(force);
      return;
    case "exit":
      effect.utility[brand]! += force >= 1 ? Number.NEGATIVE_INFINITY : log1p(-force);
      effect.available[brand]! *= 1 - force;
      effect.everywhere = false;
      return;
    case "entry": {
      const incumbents = choice.length - 1;
      effect.entry[brand]! += force * (target < 0 ? 1 / incumbents : choice[target]!);
      return;
    }
  }
}
