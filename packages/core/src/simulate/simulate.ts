import { CoreError } from "../error.js";
import { digest } from "../math/index.js";
import { Scenario, type ScenarioInput } from "../schema/scenario.js";
import type { Band, Money, SimulationResult } from "../schema/simulation-result.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { bandOf, quantityOf } from "./band.js";
import { drawCoefficients } from "./coefficient.js";
import { compileScenario, reached } from "./compile.js";
import { ENGINE_VERSION } from "./engine-version.js";
import { impactOf, insightsOf } from "./impact.js";
import { judge } from "./judge.js";
import { cellPaths } from "./path.js";
import { planRun } from "./plan.js";
import { type CellRun, runCell } from "./run-cell.js";
import { usedParameters } from "./used-parameter.js";
import { type MoneyBasis, moneyBasis } from "./worth.js";

const digests = new WeakMap<Twin, string>();

/** SHA-256 of a twin's canonical JSON; kept while the twin lives. */
export function twinDigest(twin: Twin): string {
  const known = digests.get(twin);
  if (known) return known;
  const made = digest(twin);
  digests.set(twin, made);
  return made;
}

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
  if (verdict.status === "refused") return empty;
  const plan = planRun(scenario, twin.periodDays);
  const triggers = scenario.interventions.flatMap((one) =>
    one.type === "external" ? [one.trigger] : [],
  );
  const { seed, draws } = scenario;
  const coefficients = drawCoefficients(twin, { brands, seed, draws, triggers });
  const reaches = compiled.map(({ intervention }) => reached(intervention));
  const totals = createTotals(brands.length, draws);
  for (const cell of cells) {
    const run = runCell(cell, {
      twin,
      plan,
      compiled: compiled.map((one, i) => (reaches[i]?.(cell) ? one : null)),
      coefficients,
      worth: basis?.worth(cell) ?? new Float64Array(brands.length),
      keepPath: scenario.series,
    });
    addCell(empty, { cell, run, brands, draws });
    addTotals(totals, run);
    if (scenario.series) {
      empty.series = { ...empty.series, [cell.key]: cellPaths(run, { plan, brands, draws }) };
    }
  }
  const money = basis ? moneyOf(basis, { totals, scenario, brands }) : null;
  const { change, incidence } = empty;
  const people = cells.reduce((sum, cell) => sum + cell.people, 0);
  return {
    ...empty,
    money,
    impact: impactOf({ cells, change, incidence, money }),
    insights: insightsOf({ brands, people, cells, change, incidence, money }),
  };
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

/** Writes one cell's numbers into the result under its key. */
function addCell(
  result: SimulationResult,
  {
    cell,
    run,
    brands,
    draws,
  }: { cell: TwinCell; run: CellRun; brands: readonly string[]; draws: number },
): void {
  const n = brands.length;
  const rows: {
    results: Record<string, number>;
    baseline: Record<string, number>;
    change: Record<string, number>;
    bands: Record<string, Band>;
    changeBands: Record<string, Band>;
  } = { results: {}, baseline: {}, change: {}, bands: {}, changeBands: {} };
  const share = new Float64Array(draws + 1);
  const change = new Float64Array(draws + 1);
  brands.forEach((brand, j) => {
    for (let d = 0; d <= draws; d++) {
      share[d] = run.share[d * n + j]!;
      change[d] = share[d]! - run.baseline[d * n + j]!;
    }
    rows.results[brand] = share[0]!;
    rows.baseline[brand] = run.baseline[j]!;
    rows.change[brand] = change[0]!;
    const band = bandOf(share);
    const changeBand = bandOf(change);
    if (band) rows.bands[brand] = band;
    if (changeBand) rows.changeBands[brand] = changeBand;
  });
  result.results[cell.key] = rows.results;
  result.baseline[cell.key] = rows.baseline;
  result.change[cell.key] = rows.change;
  result.bands[cell.key] = rows.bands;
  result.changeBands[cell.key] = rows.changeBands;
  result.incidence[cell.key] = run.incidence[0]!;
}

interface Totals {
  readonly revenue: Float64Array;
  readonly baseline: Float64Array;
}

const createTotals = (brands: number, draws: number): Totals => ({
  revenue: new Float64Array((draws + 1) * brands),
  baseline: new Float64Array((draws + 1) * brands),
});

function addTotals({ revenue, baseline }: Totals, run: CellRun): void {
  for (let i = 0; i < revenue.length; i++) {
    revenue[i]! += run.revenue[i]!;
    baseline[i]! += run.baselineRevenue[i]!;
  }
}

function moneyOf(
  { currency, formula }: MoneyBasis,
  { totals, scenario, brands }: { totals: Totals; scenario: Scenario; brands: readonly string[] },
): Money {
  const n = brands.length;
  const draws = scenario.draws;
  const baseline = new Float64Array(draws + 1);
  const change = new Float64Array(draws + 1);
  const byBrand: Money["byBrand"] = {};
  brands.forEach((brand, j) => {
    const own = new Float64Array(draws + 1);
    for (let d = 0; d <= draws; d++) {
      own[d] = totals.revenue[d * n + j]! - totals.baseline[d * n + j]!;
      baseline[d]! += totals.baseline[d * n + j]!;
      change[d]! += own[d]!;
    }
    byBrand[brand] = { baseline: totals.baseline[j]!, change: quantityOf(own) };
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
