import { CoreError } from "../error.js";
import { digest } from "../math/index.js";
import type { Parameter } from "../schema/parameter.js";
import { Scenario, type ScenarioInput } from "../schema/scenario.js";
import type { SimulationResult } from "../schema/simulation-result.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { agentSetting } from "./agent/setting.js";
import { marginOf } from "./brand-money.js";
import { type CompiledScenario, compileScenario } from "./compile.js";
import { ENGINE_VERSION } from "./engine-version.js";
import { judge } from "./judge.js";
import { recordFor } from "./record-for.js";
import { usedParameters } from "./used-parameter.js";
import { type MoneyBasis, moneyBasis } from "./worth.js";

/** A scenario checked against its twin: what it takes to carry out its cells. */
export interface RunLayout extends CompiledScenario {
  readonly twin: Twin;
  readonly scenario: Scenario;
  readonly basis: MoneyBasis | null;
}

/** A run with all of its result that needs no arithmetic over cells. */
export interface PreparedRun extends RunLayout {
  /** Per brand, what it keeps of its regular price; null where nobody said. */
  readonly margins: readonly (Parameter | null)[];
  /** The result without numbers; the whole of it where the verdict is `refused`. */
  readonly empty: SimulationResult;
}

const digests = new WeakMap<Twin, string>();

/** SHA-256 of a twin's canonical JSON; kept while the twin lives. */
export function twinDigest(twin: Twin): string {
  const known = digests.get(twin);
  if (known) return known;
  const made = digest(twin);
  digests.set(twin, made);
  return made;
}

const backtests = new WeakSet<object>();

/** Whether a backtest is that of a twin that was asked here: the twin's own, as results carry it. */
export const isOfTwin = <T extends object>(backtest: T | null): backtest is T =>
  backtest !== null && backtests.has(backtest);

/**
 * Lays a run out without judging it or naming its twin, for whoever carries out some cells of it.
 *
 * @throws CoreError as `simulate` does
 */
export function layOutRun(twin: Twin, input: ScenarioInput): RunLayout {
  const scenario = parseScenario(input);
  const compiled = compileScenario(twin, scenario);
  const basis = moneyBasis(twin, { cells: compiled.cells, brands: compiled.brands.length });
  return { ...compiled, twin, scenario, basis };
}

/** @throws CoreError as `simulate` does */
export function prepareRun(twin: Twin, input: ScenarioInput): PreparedRun {
  const { scenario, brands, cells, compiled, basis } = layOutRun(twin, input);
  const margins = brands.map((brand) => marginOf(twin, scenario, brand));
  const parameters = usedParameters(twin, { scenario, cells, money: basis !== null });
  if (scenario.agents)
    Object.assign(parameters, agentSetting(scenario.agents, { twin }).parameters);
  if (basis && Object.keys(parameters).length > 0) {
    brands.forEach((brand, j) => {
      const margin = margins[j];
      if (margin) parameters[`margin:${brand}`] = margin;
    });
  }
  const verdict = judge(twin, { scenario, cells, parameters });
  if (twin.backtest) backtests.add(twin.backtest);
  const empty: SimulationResult = {
    kind: "simulation",
    engine: ENGINE_VERSION,
    twinDigest: twinDigest(twin),
    demo: twin.demo,
    scenario,
    brands: [...brands],
    cells: peopleOf(cells),
    results: {},
    baseline: {},
    change: {},
    bands: {},
    changeBands: {},
    luck: {},
    changeLuck: {},
    forecastBands: {},
    forecastChangeBands: {},
    series: null,
    incidence: {},
    money: null,
    agents: null,
    impact: {},
    insights: [],
    verdict,
    provenance: {
      historyDigest: twin.historyDigest,
      asOf: twin.asOf,
      periodDays: twin.periodDays,
      parameters,
      backtest: twin.backtest,
    },
  };
  return { twin, scenario, brands, cells, compiled, basis, margins, empty };
}

function peopleOf(cells: readonly TwinCell[]): SimulationResult["cells"] {
  const found = recordFor<SimulationResult["cells"][string]>(cells.length);
  for (const { key, persona, region, people } of cells) found[key] = { persona, region, people };
  return found;
}

function parseScenario(input: ScenarioInput): Scenario {
  const parsed = Scenario.safeParse(input);
  if (!parsed.success) {
    throw new CoreError(
      "invalid_input",
      "not a scenario",
      parsed.error.issues.map((issue) => ({
        pointer: `/${issue.path.join("/")}`,
        detail: issue.message,
      })),
    );
  }
  if (parsed.data.agents && parsed.data.replications === 0) {
    throw new CoreError("no_lever", "agents do nothing without replications", [
      { pointer: "/replications", detail: "found 0 beside agents, expected 1 or more" },
    ]);
  }
  return parsed.data;
}
