import type { AgentResult } from "../schema/agent.js";
import type { ScenarioInput } from "../schema/scenario.js";
import type { SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { agentsOfRun } from "./agent/run-agents.js";
import { type CellOutcome, cellOutcomes } from "./cell-outcome.js";
import { isTogether } from "./cell-runs.js";
import { reusingColumns } from "./columns.js";
import { createImpact } from "./impact.js";
import { createInsights } from "./insight.js";
import { createTotals, moneyOf } from "./money.js";
import { createMoneyLuck } from "./money-luck.js";
import { type PreparedRun, prepareRun } from "./prepare-run.js";
import { recordFor } from "./record-for.js";

/**
 * Asks a twin "what if?": the same twin and scenario give the same bytes on every engine.
 *
 * `results` is the expected path (the estimates, no draws); bands are quantiles over parameter draws that scenario
 * and baseline share. Where the twin cannot answer, the verdict is `refused` and every number is absent.
 *
 * @param options.mostAgentSteps - fewer steps of agents than the engine would carry, for whoever answers others
 * @throws CoreError `unknown_persona` | `unknown_region` | `unknown_brand` | `no_lever` | `out_of_range` |
 * `invalid_input`
 */
export function simulate(
  twin: Twin,
  input: ScenarioInput,
  { mostAgentSteps }: { readonly mostAgentSteps?: number | undefined } = {},
): SimulationResult {
  const run = prepareRun(twin, input);
  if (run.empty.verdict.status === "refused") return run.empty;
  const agents = run.scenario.replications > 0 ? agentsOfRun(run, { mostAgentSteps }) : null;
  if (isTogether(run.scenario)) {
    // Columns hold all cells at once: none may be taken again before the last.
    return reusingColumns(run.cells.length, () =>
      assembleResult(run, cellOutcomes(run), { agents }),
    );
  }
  return reusingColumns(run.scenario.draws + 1, (done) =>
    assembleResult(run, cellOutcomes(run), { agents, done }),
  );
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
  { agents, done = () => {} }: { agents: AgentResult | null; done?: () => void },
): SimulationResult {
  const { scenario, cells, empty } = run;
  const byCell = <T>() => recordFor<T>(cells.length);
  const result: SimulationResult = {
    ...empty,
    results: byCell(),
    baseline: byCell(),
    change: byCell(),
    bands: byCell(),
    changeBands: byCell(),
    luck: byCell(),
    changeLuck: byCell(),
    forecastBands: byCell(),
    forecastChangeBands: byCell(),
    series: scenario.series ? byCell() : null,
    incidence: byCell(),
  };
  const sums = createTotals(run);
  const luck = createMoneyLuck(run);
  const impact = createImpact(cells);
  const insights = createInsights(run);
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
    if (outcome.money) {
      sums.add(outcome.money);
      const { shares, runLuck } = outcome;
      luck.add({ region: cell.region, shares, luck: runLuck }, outcome.money);
    }
    impact.add(cell, outcome);
    insights.add(cell, outcome);
    done();
  }
  const money = moneyOf(run, { totals: sums.totals(), luck: luck.total() });
  return {
    ...result,
    money,
    agents,
    impact: impact.total(money),
    insights: insights.found(money),
  };
}
