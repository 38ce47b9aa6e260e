import { addCompetition } from "./competition-effect.js";
import { type Compiled, type Effect, type Of, type Setting, touch } from "./effect.js";
import { addPriceChange } from "./price-effect.js";
import { addPromotion } from "./promotion-effect.js";

/** Whether an intervention does different things to cells that choose differently. */
export const readsChoice = ({ intervention, target }: Compiled): boolean =>
  (intervention.type === "competition" && target >= 0) ||
  (intervention.type === "promotion" && intervention.billOffset > 0);

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

function addExternal(
  effect: Effect,
  { trigger, value }: Of<"external">,
  { fraction, coefficients }: Setting,
): void {
  if (value === 0) return;
  const all = coefficients.triggerOfAll(trigger);
  if (all !== null) {
    effect.outside[0] ??= new Float64Array(effect.draws + 1);
    const [outside] = effect.outside;
    for (let d = 0; d < outside.length; d++) outside[d]! += fraction * all[d]! * value;
  }
  coefficients.trigger(trigger).forEach((slope, j) => {
    const utility = touch(effect, "utility", j);
    for (let d = 0; d < utility.length; d++) utility[d]! += fraction * slope[d]! * value;
  });
}
