import { forecastBand, shareForecast } from "../model/twin/luck.js";
import type { Band, CellPath } from "../schema/simulation-result.js";
import { bandOf } from "./band.js";
import { drawCoefficients } from "./coefficient.js";
import { type Columns, less } from "./columns.js";
import { reached } from "./compile.js";
import { createEffectTable } from "./effect-table.js";
import { changeLuck, createLuckTable, type RunLuck, shareLuck } from "./luck-table.js";
import { watchPath } from "./path.js";
import { planRun } from "./plan.js";
import type { PreparedRun } from "./prepare-run.js";
import { type CellRun, runCell } from "./run-cell.js";
import { stretchesOf } from "./stretch.js";

/** What became of one cell: its part of the result, and its revenue over the draws, which is added up over cells. */
export interface CellOutcome {
  readonly results: Record<string, number>;
  readonly baseline: Record<string, number>;
  readonly change: Record<string, number>;
  readonly bands: Record<string, Band>;
  readonly changeBands: Record<string, Band>;
  readonly luck: Record<string, number>;
  readonly changeLuck: Record<string, number>;
  readonly forecastBands: Record<string, Band>;
  readonly forecastChangeBands: Record<string, Band>;
  /** Of what the luck of shares is made. */
  readonly runLuck: RunLuck;
  readonly incidence: number;
  readonly path: Record<string, CellPath> | null;
  readonly revenue: Columns | null;
  readonly baselineRevenue: Columns | null;
}

/**
 * Carries some of a run's cells through the horizon, one after the other; no cell depends on another.
 *
 * @param options.from - first of the run's cells, the first one unless told
 * @param options.to - end, exclusive; the last one unless told
 */
export function* cellOutcomes(
  run: PreparedRun,
  { from = 0, to = run.cells.length }: { from?: number; to?: number } = {},
): Generator<CellOutcome, void> {
  const { twin, scenario, brands, compiled, basis } = run;
  const { seed, draws } = scenario;
  const plan = planRun(scenario, twin.periodDays);
  const coefficients = drawCoefficients(twin, { brands, seed, draws });
  const setting = {
    twin,
    plan,
    stretches: stretchesOf(plan),
    coefficients,
    effects: createEffectTable({ plan, compiled, coefficients, brands: brands.length }),
    brands: brands.length,
  };
  const luckOf = createLuckTable(twin, plan);
  const reaches = compiled.map(({ intervention }) => reached(intervention));
  for (const cell of run.cells.slice(from, to)) {
    const luck = luckOf(cell);
    const watch = scenario.series
      ? watchPath({ plan, brands, draws, luck: luck.period, all: scenario.dailyBands === true })
      : null;
    const cellRun = runCell(cell, {
      active: reaches.map((concerns) => concerns(cell)),
      worth: basis?.worth(cell) ?? null,
      watch,
      setting,
    });
    yield outcomeOf(cellRun, { brands, path: watch?.path ?? null, luck });
  }
}

function outcomeOf(
  run: CellRun,
  { brands, path, luck }: { brands: readonly string[]; path: CellOutcome["path"]; luck: RunLuck },
): CellOutcome {
  const { revenue, baselineRevenue } = run;
  const outcome: CellOutcome = {
    results: {},
    baseline: {},
    change: {},
    bands: {},
    changeBands: {},
    luck: {},
    changeLuck: {},
    forecastBands: {},
    forecastChangeBands: {},
    runLuck: luck,
    incidence: run.incidence[0]!,
    path,
    revenue,
    baselineRevenue,
  };
  brands.forEach((brand, j) => {
    const share = run.share[j]!;
    const baseline = run.baseline[j]!;
    const change = less(share, baseline);
    outcome.results[brand] = share[0]!;
    outcome.baseline[brand] = baseline[0]!;
    outcome.change[brand] = change[0]!;
    const band = bandOf(share);
    const changeBand = bandOf(change);
    const spread = shareLuck(share[0]!, luck.mean);
    const changeSpread = changeLuck({ result: share[0]!, baseline: baseline[0]! }, luck);
    outcome.luck[brand] = spread;
    outcome.changeLuck[brand] = changeSpread;
    if (band) {
      outcome.bands[brand] = band;
      outcome.forecastBands[brand] = shareForecast(band, { share: share[0]!, luck: spread });
    }
    if (changeBand) {
      outcome.changeBands[brand] = changeBand;
      outcome.forecastChangeBands[brand] = forecastBand(changeBand, { luck: changeSpread });
    }
  });
  return outcome;
}
