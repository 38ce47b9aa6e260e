import { CoreError } from "../error.js";
import { digest } from "../math/index.js";
import { Scenario, type ScenarioInput } from "../schema/scenario.js";
import type { Band, Money, SimulationResult } from "../schema/simulation-result.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import { bandOf, quantityOf } from "./band.js";
import { drawCoefficients } from "./coefficient.js";
import { addTo, type Columns, createColumns, less } from "./columns.js";
import { compileScenario, reached } from "./compile.js";
import { createEffectTable } from "./effect-table.js";
import { ENGINE_VERSION } from "./engine-version.js";
import { impactOf, insightsOf } from "./impact.js";
import { judge } from "./judge.js";
import { watchPath } from "./path.js";
import { planRun } from "./plan.js";
import { type CellRun, runCell } from "./run-cell.js";
import { stretchesOf } from "./stretch.js";
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
  const { seed, draws } = scenario;
  const coefficients = drawCoefficients(twin, { brands, seed, draws });
  const n = brands.length;
  const setting = {
    twin,
    plan,
    stretches: stretchesOf(plan),
    coefficients,
    effects: createEffectTable({ plan, compiled, coefficients, brands: n }),
    brands: n,
  };
  const reaches = compiled.map(({ intervention }) => reached(intervention));
  const totals = { revenue: createColumns(n, draws + 1), baseline: createColumns(n, draws + 1) };
  if (scenario.series) empty.series = {};
  for (const cell of cells) {
    const watch = scenario.series ? watchPath({ plan, brands, draws }) : null;
    const run = runCell(cell, {
      active: reaches.map((concerns) => concerns(cell)),
      worth: basis?.worth(cell) ?? null,
      watch,
      setting,
    });
    addCell(empty, { cell, run, brands });
    addTotals(totals, run);
    if (watch && empty.series) empty.series[cell.key] = watch.path;
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
  { cell, run, brands }: { cell: TwinCell; run: CellRun; brands: readonly string[] },
): void {
  const rows: {
    results: Record<string, number>;
    baseline: Record<string, number>;
    change: Record<string, number>;
    bands: Record<string, Band>;
    changeBands: Record<string, Band>;
  } = { results: {}, baseline: {}, change: {}, bands: {}, changeBands: {} };
  brands.forEach((brand, j) => {
    const share = run.share[j]!;
    const baseline = run.baseline[j]!;
    const change = less(share, baseline);
    rows.results[brand] = share[0]!;
    rows.baseline[brand] = baseline[0]!;
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

/** Revenue of all cells by brand, over the draws. */
interface Totals {
  readonly revenue: Columns;
  readonly baseline: Columns;
}

function addTotals({ revenue, baseline }: Totals, run: CellRun): void {
  for (let j = 0; run.revenue && j < revenue.length; j++) addTo(revenue[j]!, run.revenue[j]!);
  for (let j = 0; run.baselineRevenue && j < baseline.length; j++) {
    addTo(baseline[j]!, run.baselineRevenue[j]!);
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
