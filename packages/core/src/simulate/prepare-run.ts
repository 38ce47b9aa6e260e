import { CoreError } from "../error.js";
import { digest } from "../math/index.js";
import { Scenario, type ScenarioInput } from "../schema/scenario.js";
import type { SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { type CompiledScenario, compileScenario } from "./compile.js";
import { ENGINE_VERSION } from "./engine-version.js";
import { judge } from "./judge.js";
import { usedParameters } from "./used-parameter.js";
import { type MoneyBasis, moneyBasis } from "./worth.js";

/** A scenario checked against its twin, and all of the result that needs no arithmetic over cells. */
export interface PreparedRun extends CompiledScenario {
  readonly twin: Twin;
  readonly scenario: Scenario;
  readonly basis: MoneyBasis | null;
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

/** @throws CoreError as `simulate` does */
export function prepareRun(twin: Twin, input: ScenarioInput): PreparedRun {
  const scenario = parseScenario(input);
  const { brands, cells, compiled } = compileScenario(twin, scenario);
  const basis = moneyBasis(twin, { cells, brands: brands.length });
  const parameters = usedParameters(twin, { scenario, cells, money: basis !== null });
  const verdict = judge(twin, { scenario, cells, parameters });
  const empty: SimulationResult = {
    kind: "simulation",
    engine: ENGINE_VERSION,
    twinDigest: twinDigest(twin),
    demo: twin.demo,
    scenario,
    brands: [...brands],
    cells: Object.fromEntries(
      cells.map(({ key, persona, region, people }) => [key, { persona, region, people }]),
    ),
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
  return { twin, scenario, brands, cells, compiled, basis, empty };
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
  if (parsed.data.replications > 0) {
    throw new CoreError("out_of_range", "agent runs are not part of this engine version", [
      { pointer: "/replications", detail: "expected 0" },
    ]);
  }
  return parsed.data;
}
