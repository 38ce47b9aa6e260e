import { log, pow } from "../math/index.js";
import { type Compiled, type Effect, type Of, type Setting, scale, touch } from "./effect.js";

/** Prices of brands as utility and money paid, and of electricity as income and trading down. */
export function addPriceChange(
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
