import { expm1, log, log1p, tanh } from "../math/index.js";
import { type Compiled, type Effect, type Of, type Setting, scale, touch } from "./effect.js";

/** A promotion of one brand, or of all: points and pressure then act by each brand's programme, price cuts on everybody. */
export function addPromotion(
  effect: Effect,
  { brand }: Compiled,
  promotion: Of<"promotion">,
  setting: Setting,
): void {
  const { programme } = setting.coefficients;
  if (brand >= 0) addPromotionOf(effect, brand, { weight: 1, promotion, setting });
  for (let j = 0; brand < 0 && j < programme.length; j++) {
    addPromotionOf(effect, j, { weight: programme[j]!, promotion, setting });
  }
}

interface PromotionOf {
  readonly weight: number;
  readonly promotion: Of<"promotion">;
  readonly setting: Setting;
}

function addPromotionOf(effect: Effect, j: number, act: PromotionOf): void {
  const { weight, promotion, setting } = act;
  const { discount, pointMultiplier, bogo, intensity, billOffset, coBrand } = promotion;
  const { fraction, coefficients } = setting;
  const reached = coBrand !== undefined && coBrand.reach > 0 && coBrand.attraction > 0;
  const lifts = weight !== 0 && (pointMultiplier !== 1 || intensity !== 1 || reached);
  const offsets = billOffset > 0 && coefficients.programme[j]! > 0;
  if (!lifts && discount === 0 && !bogo && !offsets) return;
  const gain = lifts ? liftOf(effect.draws, act) : new Float64Array(effect.draws + 1);
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
  if (offsets) payBill(effect, j, { gain, billOffset, setting });
  if (weight !== 0 && pointMultiplier !== 1) {
    const rebate = coefficients.pointRebate()[j]!;
    const given = touch(effect, "given", j);
    const more = fraction * weight * (pointMultiplier - 1);
    for (let d = 0; d < given.length; d++) given[d]! += more * rebate[d]!;
  }
  const utility = touch(effect, "utility", j);
  const promoted = touch(effect, "promoted", j);
  for (let d = 0; d < gain.length; d++) {
    utility[d]! += fraction * gain[d]!;
    promoted[d]! += fraction * gain[d]!;
  }
}

/**
 * Saturating lift of points, pressure and a co-branded exchange.
 *
 * The partner's customers, `reach` of those who choose, feel its attraction on top of the rest; the others only the rest.
 * The brand's weight is the mean of both.
 */
function liftOf(
  draws: number,
  { weight, promotion, setting: { coefficients } }: PromotionOf,
): Float64Array {
  const { pointMultiplier, intensity, coBrand } = promotion;
  const gain = new Float64Array(draws + 1);
  const logPoints = log(pointMultiplier);
  const { points, pressure, saturation } = coefficients.promotion();
  for (let d = 0; d < gain.length; d++) {
    const raw = points[d]! * logPoints + pressure[d]! * (intensity - 1);
    const lift = saturation[d]!;
    const all = raw === 0 ? 0 : lift * tanh((weight * raw) / lift);
    gain[d] = all;
    if (!coBrand) continue;
    const drawn = lift * tanh((weight * (raw + pressure[d]! * coBrand.attraction)) / lift);
    gain[d]! += log1p(coBrand.reach * expm1(drawn - all));
  }
  return gain;
}

/**
 * Points pay a share of the electricity bill of those who collect with the brand: money spent there brings back its
 * share of the bill, and the household has more left for the category.
 */
function payBill(
  effect: Effect,
  j: number,
  {
    gain,
    billOffset,
    setting: { fraction, coefficients, choice },
  }: { gain: Float64Array; billOffset: number; setting: Setting },
): void {
  const price = coefficients.price()[j]!;
  const { budgetShare } = coefficients.electricity();
  const members = Math.min(1, coefficients.programme[j]!);
  const customers = choice[j]!;
  const given = touch(effect, "given", j);
  effect.income[0] ??= new Float64Array(effect.draws + 1);
  const [income] = effect.income;
  for (let d = 0; d < gain.length; d++) {
    const rebate = members * billOffset * budgetShare[d]!;
    gain[d]! -= price[d]! * log1p(-rebate);
    given[d]! += fraction * rebate;
    income[d]! += fraction * log1p(rebate * customers[d]!);
  }
}
