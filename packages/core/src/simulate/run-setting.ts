import { type Coefficients, drawCoefficients } from "./coefficient.js";
import { createDrawTable, type DrawTable } from "./draw-table.js";
import { createEffectTable } from "./effect-table.js";
import { type Plan, planRun } from "./plan.js";
import type { RunLayout } from "./prepare-run.js";
import type { RunSetting } from "./run-cell.js";
import { type Stretch, stretchesOf } from "./stretch.js";

/**
 * What all cells of a run have in common: its plan, its parameters over the draws, and its effects.
 *
 * @param options.table - where the parameters' values come from, the scenario's own draws unless told
 * @param options.coefficients - the twin's, drawn before for the same brands; drawn anew unless given
 * @param options.stretches - of the plan, cut before; cut anew unless given
 * @param options.starts - where cells start from, kept from runs on the same coefficients
 * @param options.sameMoney - see {@link createEffectTable}
 */
export function runSetting(
  {
    twin,
    scenario,
    brands: names,
    compiled,
  }: Pick<RunLayout, "twin" | "scenario" | "brands" | "compiled">,
  {
    plan = planRun(scenario, twin.periodDays),
    table = createDrawTable(scenario),
    sameMoney = false,
    coefficients = drawCoefficients(twin, { brands: names, table }),
    stretches = stretchesOf(plan),
    starts,
  }: {
    plan?: Plan;
    table?: DrawTable;
    sameMoney?: boolean;
    coefficients?: Coefficients;
    stretches?: readonly Stretch[];
    starts?: RunSetting["starts"];
  } = {},
): RunSetting {
  const brands = names.length;
  return {
    twin,
    plan,
    stretches,
    coefficients,
    effects: createEffectTable({ plan, compiled, coefficients, brands, sameMoney }),
    brands,
    starts,
  };
}
