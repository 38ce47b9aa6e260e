import type { AgentResult } from "../schema/agent.js";
import type { Scenario, ScenarioInput } from "../schema/scenario.js";
import type { Money, SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { agentsOfRun } from "./agent/run-agents.js";
import { quantityOf } from "./band.js";
import { type CellOutcome, cellOutcomes } from "./cell-outcome.js";
import { addTo, type Columns, createColumns, less } from "./columns.js";
import { impactOf, insightsOf } from "./impact.js";
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
  return assembleResult(run, cellOutcomes(run), {
    agents: run.scenario.replications > 0 ? agentsOfRun(run) : null,
  });
}

/**
 * Puts the outcomes of a run's cells together; sums run in the order of the cells, wherever these were worked on.
 *
 * @param outcomes - one for each of `run.cells`, in their order
 * @param options.agents - what agents did, where the scenario asks for replications
 */
export function assembleResult(
  run: PreparedRun,
  outcomes: Iterable<CellOutcome>,
  { agents }: { agents: AgentResult | null },
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
    series: scenario.series ? {} : null,
    incidence: {},
  };
  const totals = {
    revenue: createColumns(n, scenario.draws + 1),
    baseline: createColumns(n, scenario.draws + 1),
  };
  let at = 0;
  for (const outcome of outcomes) {
    const { key } = cells[at++]!;
    result.results[key] = outcome.results;
    result.baseline[key] = outcome.baseline;
    result.change[key] = outcome.change;
    result.bands[key] = outcome.bands;
    result.changeBands[key] = outcome.changeBands;
    result.incidence[key] = outcome.incidence;
    if (outcome.path && result.series) result.series[key] = outcome.path;
    addTotals(totals, outcome);
  }
  const money = basis ? moneyOf(basis, { totals, scenario, brands }) : null;
  const { change, incidence } = result;
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  return {
    ...result,
    money,
    agents,
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
  { totals, scenario, brands }: { totals: Totals; scenario: Scenario; brands: readonly string[] },
): Money {
  const baseline = new Float64Array(scenario.draws + 1);
  const change = new Float64Array(scenario.draws + 1);
  const byBrand: Money["byBrand"] = {};
  brands.forEach((brand, j) => {
    const without = totals.baseline[j]!;
    const own = less(totals.revenue[j]!, without);
    addTo(baseline, without);
    addTo(change, own);
    byBrand[brand] = { baseline: without[0]!, change: quantityOf(own) };
  });
  const cost = scenario.interventions.reduce(
    (sum, one) => sum + (one.type === "promotion" ? one.cost : 0),
    0,
  );
  return {
    currency,
    periodDays: scenario.durationDays,
    formula,
    baseline: quantityOf(baseline),
    change: quantityOf(change),
    cost,
    byBrand,
  };
}
