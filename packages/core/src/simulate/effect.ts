import { exp, expm1, log, log1p, pow, tanh } from "../math/index.js";
import type { Intervention } from "../schema/scenario.js";
import { nestUtility } from "./choice.js";
import type { Coefficients } from "./coefficient.js";
import type { Columns, Touched } from "./columns.js";

/**
 * What a set of interventions does to a cell in one segment, over the draws.
 *
 * The one table of effects: whatever an intervention is, it ends as these numbers and nothing else.
 */
export interface Effect {
  /** Change of utility of each brand, for those who choose. */
  readonly utility: Touched;
  /** Weight of a brand that was not there before, as a choice probability against the incumbents' 1. */
  readonly entry: Touched;
  /** Money received per unit, over the baseline's. */
  readonly paid: Touched;
  /** The part of `utility` that promotions make, whose extra units are partly bought forward. */
  readonly promoted: Touched;
  /** Log of disposable income over the baseline's. */
  readonly income: [Float64Array | null];
  /** Share of habitual buyers of each brand who still find it, whatever the draw. */
  readonly available: Float64Array;
  readonly draws: number;
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

/** An effect that does nothing yet. @param draws - without the estimate */
export function createEffect(brands: number, draws: number): Effect {
  const untouched = () => new Array<Float64Array | null>(brands).fill(null);
  return {
    utility: untouched(),
    entry: untouched(),
    paid: untouched(),
    promoted: untouched(),
    income: [null],
    available: new Float64Array(brands).fill(1),
    draws,
  };
}

/** The column of a brand to write to, made where nothing had happened so far. */
function touch(effect: Effect, column: "utility" | "entry" | "paid" | "promoted", j: number) {
  effect[column][j] ??= new Float64Array(effect.draws + 1).fill(column === "paid" ? 1 : 0);
  return effect[column][j];
}

/** Whether an intervention does different things to cells that choose differently. */
export const readsChoice = ({ intervention, target }: Compiled): boolean =>
  intervention.type === "competition" && target >= 0;

/** What an intervention acts with: the part of a segment in which it is active, and on whom. */
interface Setting {
  readonly fraction: number;
  readonly coefficients: Coefficients;
  /** Choice rows of the cell; looked at only where {@link readsChoice}. */
  readonly choice: Columns;
}

/** Adds an intervention, active for a fraction of the segment. */
export function addEffect(effect: Effect, compiled: Compiled, setting: Setting): void {
  const { intervention } = compiled;
  if (setting.fraction === 0) return;
  switch (intervention.type) {
    case "price_change":
      addPriceChange(effect, compiled, intervention, setting);
      return;
    case "promotion":
      addPromotion(effect, compiled, intervention, setting);
      return;
    case "competition":
      addCompetition(effect, compiled, intervention, setting);
      return;
    case "external":
      addExternal(effect, intervention, setting);
      return;
  }
}

type Of<T extends Intervention["type"]> = Extract<Intervention, { type: T }>;

function addExternal(
  effect: Effect,
  { trigger, value }: Of<"external">,
  { fraction, coefficients }: Setting,
): void {
  if (value === 0) return;
  coefficients.trigger(trigger).forEach((slope, j) => {
    const utility = touch(effect, "utility", j);
    for (let d = 0; d < utility.length; d++) utility[d]! += fraction * slope[d]! * value;
  });
}

function addPriceChange(
  effect: Effect,
  { logPrice, priceMultiplier }: Compiled,
  { electricityPrice, priceSensitivity }: Of<"price_change">,
  { fraction, coefficients }: Setting,
): void {
  const brands = logPrice.length;
  for (let j = 0; j < brands; j++) {
    const step = logPrice[j]!;
    if (step === 0) continue;
    const utility = touch(effect, "utility", j);
    const price = coefficients.price()[j]!;
    for (let d = 0; d < utility.length; d++) {
      utility[d]! -= fraction * priceSensitivity * price[d]! * step;
    }
    scale(touch(effect, "paid", j), 1 + fraction * (priceMultiplier[j]! - 1));
  }
  if (electricityPrice === 1) return;
  const { valuePosition } = coefficients;
  const { elasticity, budgetShare, tradeDown } = coefficients.electricity();
  effect.income[0] ??= new Float64Array(effect.draws + 1);
  const [income] = effect.income;
  const lost = new Float64Array(effect.draws + 1);
  for (let d = 0; d < lost.length; d++) {
    // A dearer bill, after the household has saved some electricity, leaves less for everything else.
    const bill = pow(electricityPrice, 1 + elasticity[d]!) - 1;
    lost[d] = fraction * log(Math.max(0.05, 1 - budgetShare[d]! * bill));
    income[d]! += lost[d]!;
  }
  for (let j = 0; j < brands; j++) {
    const position = valuePosition[j]!;
    if (position === 0) continue;
    const utility = touch(effect, "utility", j);
    for (let d = 0; d < lost.length; d++) utility[d]! -= tradeDown[d]! * position * lost[d]!;
  }
}

function scale(column: Float64Array, factor: number): void {
  for (let d = 0; d < column.length; d++) column[d]! *= factor;
}

function addPromotion(
  effect: Effect,
  { brand }: Compiled,
  promotion: Of<"promotion">,
  setting: Setting,
): void {
  const { programme } = setting.coefficients;
  if (brand >= 0) addPromotionOf(effect, brand, { weight: 1, promotion, setting });
  // Without a brand, each brand's points programme takes part by its weight; price cuts are everybody's.
  for (let j = 0; brand < 0 && j < programme.length; j++) {
    addPromotionOf(effect, j, { weight: programme[j]!, promotion, setting });
  }
}

function addPromotionOf(
  effect: Effect,
  j: number,
  {
    weight,
    promotion: { discount, pointMultiplier, bogo, intensity },
    setting: { fraction, coefficients },
  }: { weight: number; promotion: Of<"promotion">; setting: Setting },
): void {
  const lifts = weight !== 0 && (pointMultiplier !== 1 || intensity !== 1);
  if (!lifts && discount === 0 && !bogo) return;
  const gain = new Float64Array(effect.draws + 1);
  if (lifts) {
    const logPoints = log(pointMultiplier);
    const { points, pressure, saturation } = coefficients.promotion();
    for (let d = 0; d < gain.length; d++) {
      const raw = points[d]! * logPoints + pressure[d]! * (intensity - 1);
      const lift = saturation[d]!;
      gain[d] = raw === 0 ? 0 : lift * tanh((weight * raw) / lift);
    }
  }
  if (discount > 0) {
    const price = coefficients.price()[j]!;
    const step = log1p(-discount);
    for (let d = 0; d < gain.length; d++) gain[d]! -= price[d]! * step;
    scale(touch(effect, "paid", j), 1 - fraction * discount);
  }
  if (bogo) {
    const price = coefficients.price()[j]!;
    const redemption = coefficients.redemption();
    const paid = touch(effect, "paid", j);
    for (let d = 0; d < gain.length; d++) {
      gain[d]! -= price[d]! * log1p(-redemption[d]! / 2);
      paid[d]! *= 1 - (fraction * redemption[d]!) / 2;
    }
  }
  const utility = touch(effect, "utility", j);
  const promoted = touch(effect, "promoted", j);
  for (let d = 0; d < gain.length; d++) {
    utility[d]! += fraction * gain[d]!;
    promoted[d]! += fraction * gain[d]!;
  }
}

/** μ of a nest from similarity 0–1: 1 (proportional) to 0.1 (all from each other). */
const nestScale = (similarity: number) => 1 - 0.9 * similarity;

function addCompetition(
  effect: Effect,
  { brand, target }: Compiled,
  { action, strength, similarity }: Of<"competition">,
  { fraction, coefficients, choice }: Setting,
): void {
  const force = fraction * strength;
  if (force === 0) return;
  const own = attackUtility(action, { brand, force, coefficients, draws: effect.draws });
  if (action === "price") scale(touch(effect, "paid", brand), 1 - ATTACK_DEPTH * force);
  if (action === "exit") effect.available[brand]! *= 1 - force;
  const utility = touch(effect, "utility", brand);
  const entry = action === "entry" ? touch(effect, "entry", brand) : null;
  const mu = nestScale(similarity);
  const aimedAt = target < 0 ? null : choice[target]!;
  if (aimedAt === null || mu === 1) {
    for (let d = 0; d < utility.length; d++) {
      utility[d]! += own[d]!;
      if (entry) entry[d]! += force * (aimedAt?.[d] ?? 1 / coefficients.incumbents);
    }
    return;
  }
  // The nest shapes its own attack alone, so that it goes as the attack's strength goes to nothing.
  const targetUtility = touch(effect, "utility", target);
  const attacker = choice[brand]!;
  for (let d = 0; d < utility.length; d++) {
    const weight = entry ? force * aimedAt[d]! : 0;
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
function attackUtility(
  action: Of<"competition">["action"],
  {
    brand,
    force,
    coefficients,
    draws,
  }: { brand: number; force: number; coefficients: Coefficients; draws: number },
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
    case "exit":
      return utility.fill(force >= 1 ? Number.NEGATIVE_INFINITY : log1p(-force));
    case "entry":
      return utility;
  }
}
