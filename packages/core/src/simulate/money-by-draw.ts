import type { ScenarioInput } from "../schema/scenario.js";
import type { Twin } from "../schema/twin.js";
import type { Verdict } from "../schema/verdict.js";
import { cellMoneys } from "./cell-outcome.js";
import type { Columns } from "./columns.js";
import { createTotals, filled, fixedCost, grossProfitChanges } from "./money.js";
import { prepareRun } from "./prepare-run.js";

/** Money of all cells over the horizon; by brand a column over the draws, index 0 being the expected path. */
export interface MoneyByDraw {
  readonly currency: string;
  /** The twin's brands, then those that enter. */
  readonly brands: readonly string[];
  readonly revenue: Columns;
  readonly baselineRevenue: Columns;
  /** Null where the twin does not know how many units its cells buy. */
  readonly units: Columns | null;
  readonly baselineUnits: Columns | null;
  readonly cost: {
    /** What is spent whatever comes of it. */
    readonly fixed: number;
    /** What brands give back beside their price. */
    readonly variable: Columns;
  };
  /** Change of gross profit before costs; null for a brand whose margin nobody said. */
  readonly grossProfitChange: readonly (Float64Array | null)[];
}

/**
 * A scenario's money as columns over the draws, for what compares scenarios draw by draw: the sums of `simulate`'s
 * `money` before bands are made of them. Scenarios with one seed and one number of draws share their luck.
 *
 * @returns `money` is null where the verdict is `refused`, and where nothing tells what people spend
 * @throws CoreError as `simulate` does
 */
export function moneyByDraw(
  twin: Twin,
  input: ScenarioInput,
): { readonly verdict: Verdict; readonly money: MoneyByDraw | null } {
  const run = prepareRun(twin, input);
  const { scenario, brands, basis } = run;
  const { verdict } = run.empty;
  if (verdict.status === "refused" || basis === null) return { verdict, money: null };
  const sums = createTotals(run);
  for (const cell of cellMoneys(run)) sums.add(cell);
  const totals = sums.totals();
  const { revenue, baselineRevenue, units, given } = totals;
  return {
    verdict,
    money: {
      currency: basis.currency,
      brands,
      revenue,
      baselineRevenue,
      units: units?.sold ?? null,
      baselineUnits: units?.baseline ?? null,
      cost: { fixed: fixedCost(scenario), variable: filled(given, scenario.draws) },
      grossProfitChange: grossProfitChanges(run, totals),
    },
  };
}
