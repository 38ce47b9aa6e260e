import type { Parameter } from "../schema/parameter.js";
import type { Scenario } from "../schema/scenario.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { pointRebate } from "./brand-money.js";
import { recordFor } from "./record-for.js";

const habitNames = new WeakMap<TwinCell, string>();

/** Name of a cell's habit; kept while the cell lives. */
function habitName(cell: TwinCell): string {
  const known = habitNames.get(cell);
  if (known !== undefined) return known;
  const made = `habit:${cell.key}`;
  habitNames.set(cell, made);
  return made;
}

/** The parameters that a scenario's numbers depend on, by name; cells' habits as `habit:<cell>`. */
export function usedParameters(
  twin: Twin,
  { scenario, cells, money }: { scenario: Scenario; cells: readonly TwinCell[]; money: boolean },
): Record<string, Parameter> {
  const used = recordFor<Parameter>(cells.length);
  const usePrice = (brands: readonly string[]) => {
    for (const brand of brands) {
      const parameter = twin.price[twin.brands.indexOf(brand)];
      if (parameter) used[`price:${brand}`] = parameter;
    }
  };
  for (const one of scenario.interventions) {
    if (one.type === "price_change") {
      usePrice(Object.keys(one.price).filter((brand) => one.price[brand] !== 1));
      if (one.electricityPrice !== 1) {
        for (const [name, parameter] of Object.entries(twin.electricity)) {
          used[`electricity.${name}`] = parameter;
        }
      }
    }
    if (one.type === "promotion") {
      const brands = one.brand === undefined ? twin.brands : [one.brand];
      const points = one.pointMultiplier !== 1;
      const pressed =
        one.intensity !== 1 || (one.coBrand?.reach ?? 0) * (one.coBrand?.attraction ?? 0) > 0;
      const priced = one.discount > 0 || one.bogo || one.billOffset > 0;
      if (priced) usePrice(brands);
      if (one.bogo) used.bogo = twin.bogo;
      if (points) used.points = twin.points;
      if (pressed) used.intensity = twin.intensity;
      if (points || pressed) used.saturation = twin.saturation;
      if (one.billOffset > 0) {
        used["electricity.budgetShare"] = twin.electricity.budgetShare;
        used["electricity.incomeEffect"] = twin.electricity.incomeEffect;
      }
      if (money && (priced || points || pressed)) used.afterDip = twin.afterDip;
      for (const brand of money && points ? brands : []) {
        used[`pointRebate:${brand}`] = pointRebate(twin, brand);
      }
    }
    if (one.type === "competition" && one.strength > 0) {
      if (one.action === "price") usePrice([one.brand]);
      if (one.action === "promotion") {
        used.feature = twin.feature;
        used.saturation = twin.saturation;
      }
    }
    if (one.type === "external" && one.value !== 0) {
      twin.triggers[one.trigger]?.effect.forEach((parameter, j) => {
        used[`${one.trigger}:${twin.brands[j]}`] = parameter;
      });
      const all = twin.triggers[one.trigger]?.category;
      if (all) used[`category:${one.trigger}`] = all;
    }
  }
  if (
    Object.keys(used).length > 0 ||
    scenario.interventions.some((one) => one.type === "competition")
  ) {
    for (const cell of cells) used[habitName(cell)] = cell.habit;
    used.incidence = twin.incidence;
    if (twin.buying.value > 0) used.buying = twin.buying;
  }
  return used;
}
