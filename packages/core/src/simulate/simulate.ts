import type { Scenario, ScenarioInput } from "../schema/scenario.js";
import type { Money, SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { quantityOf } from "./band.js";
import { type CellOutcome, cellOutcomes } from "./cell-outcome.js";
import { addTo, type Columns, createColumns, less } from "./columns.js";
import { impactOf, insightsOf } from "./impact.js";
import { createMoneyLuck, type MoneyLuck } from "./money-luck.js";
import { type PreparedRun, prepareRun } from "./prepare-run.js";
import type { MoneyBasis } from "./worth.js";

/**
 * Asks a twin "what if?": the same twin and scenario give the same bytes on every engine.
 *
 * `results` is the expected path (the estimates, no draws); bands are quantiles over parameter draws that scenario
 * and baseline share. Where the twin cannot answer, the verdict is `refused` and every number is absent.
 *
 * @throws CoreError `unknown_persona` | `unknown_region` | `unknown_brand` | `no_lever` | `out_of_range` |
 * `invalid_input`
 */
export function simulate(twin: Twin, input: ScenarioInput): SimulationResult {
  const run = prepareRun(twin, input);
  if (run.empty.verdict.status === "refused") return run.empty;
  return assembleResult(run, cellOutcomes(run));
}

/**
 * Puts the outcomes of a run's cells together; sums run in the order of the cells, wherever these were worked on.
 *
 * @param outcomes - one for each of `run.cells`, in their order
 */
export function assembleResult(
  run: PreparedRun,
  outcomes: Iterable<CellOutcome>,
): SimulationResult {
  const { scenario, brands, cells, basis, empty } = run;
  const n = brands.length;
  const result: SimulationResult = {
    ...empty,
    results: {},
    baseline: {},
    change: {},
    bands: {},
    changeBands: {},
    luck: {},
    changeLuck: {},
    forecastBands: {},
    forecastChangeBands: {},
    series: scenario.series ? {} : null,
    incidence: {},
  };
  const totals = {
    revenue: createColumns(n, scenario.draws + 1),
    baseline: createColumns(n, scenario.draws + 1),
  };
  const luck = createMoneyLuck(run);
  let at = 0;
  for (const outcome of outcomes) {
    const cell = cells[at++]!;
    const { key } = cell;
    result.results[key] = outcome.results;
    result.baseline[key] = outcome.baseline;
    result.change[key] = outcome.change;
    result.bands[key] = outcome.bands;
    result.changeBands[key] = outcome.changeBands;
    result.luck[key] = outcome.luck;
    result.changeLuck[key] = outcome.changeLuck;
    result.forecastBands[key] = outcome.forecastBands;
    result.forecastChangeBands[key] = outcome.forecastChangeBands;
    result.incidence[key] = outcome.incidence;
    if (outcome.path && result.series) result.series[key] = outcome.path;
    addTotals(totals, outcome);
    if (basis) luck.add(cell, outcome);
  }
  const money = basis ? moneyOf(basis, { totals, scenario, brands, luck: luck.total() }) : null;
  const { change, incidence } = result;
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  return {
    ...result,
    money,
    impact: impactOf({ cells, change, incidence, money }),
    insights: insightsOf({ brands, people, cells, change, incidence, money }),
  };
}

/** Revenue of all cells by brand, over the draws. */
interface Totals {
  readonly revenue: Columns;
  readonly baseline: Columns;
}

function addTotals({ revenue, baseline }: Totals, outcome: CellOutcome): void {
  for (let j = 0; outcome.revenue && j < revenue.length; j++)
    addTo(revenue[j]!, outcome.revenue[j]!);
  for (let j = 0; outcome.baselineRevenue && j < baseline.length; j++) {
    addTo(baseline[j]!, outcome.baselineRevenue[j]!);
  }
}

function moneyOf(
  { currency, formula }: MoneyBasis,
  {
    totals,
    scenario,
    brands,
    luck,
  }: { totals: Totals; scenario: Scenario; brands: readonly string[]; luck: MoneyLuck },
): Money {
  const baseline = new Float64Array(scenario.draws + 1);
  const change = new Float64Array(scenario.draws + 1);
  const byBrand: Money["byBrand"] = {};
  brands.forEach((brand, j) => {
    const without = totals.baseline[j]!;
    const own = less(totals.revenue[j]!, without);
    addTo(baseline, without);
    addTo(change, own);
    byBrand[brand] = { baseline: without[0]!, change: quantityOf(own, luck.byBrand[j]) };
  });
  const cost = scenario.interventions.reduce(
    (sum, one) => sum + (one.type === "promotion" ? one.cost : 0),
    0,
  );
  return {
    currency,
    periodDays: scenario.durationDays,
    formula,
    baseline: quantityOf(baseline, luck.baseline),
    change: quantityOf(change, luck.change),
    cost,
    byBrand,
  };
}
