import { forecastBand, shareForecast } from "../model/twin/luck.js";
import type { Band, CellPath } from "../schema/simulation-result.js";
import type { TwinCell } from "../schema/twin.js";
import { bandOf } from "./band.js";
import type { CellMoney } from "./cell-money.js";
import type { Coefficients } from "./coefficient.js";
import { less } from "./columns.js";
import { reached } from "./compile.js";
import { changeLuck, createLuckTable, type RunLuck, shareLuck } from "./luck-table.js";
import { watchPath } from "./path.js";
import { type Plan, planRun } from "./plan.js";
import type { RunLayout } from "./prepare-run.js";
import { type CellRun, type CellStart, runCell, type Watch } from "./run-cell.js";
import { runSetting } from "./run-setting.js";
import type { Stretch } from "./stretch.js";

/** What became of one cell: its part of the result, and its money over the draws, which is added up over cells. */
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
  /** Null where nothing tells what people spend. */
  readonly money: CellMoney | null;
}

/**
 * Carries some of a run's cells through the horizon, one after the other; no cell depends on another.
 *
 * @param options.from - first of the run's cells, the first one unless told
 * @param options.to - end, exclusive; the last one unless told
 */
export function* cellOutcomes(
  run: RunLayout,
  { from = 0, to = run.cells.length }: CellRange = {},
): Generator<CellOutcome, void> {
  const { scenario, brands, twin } = run;
  const plan = planRun(scenario, twin.periodDays);
  const luckOf = createLuckTable(twin, plan);
  const watch = (cell: TwinCell) =>
    scenario.series
      ? watchPath({
          ...{ plan, brands, draws: scenario.draws },
          luck: luckOf(cell).period,
          all: scenario.dailyBands === true,
        })
      : null;
  for (const [cell, cellRun, money, watched] of cellRuns(run, { from, to, plan, watch })) {
    yield outcomeOf(cellRun, { brands, path: watched?.path ?? null, money, luck: luckOf(cell) });
  }
}

/**
 * The money of some of a run's cells, without what is made of their shares.
 * None where nothing tells what people spend.
 */
export function* cellMoneys(run: RunLayout, range: CellRange = {}): Generator<CellMoney, void> {
  const { from = 0, to = run.cells.length } = range;
  const plan = planRun(run.scenario, run.twin.periodDays);
  for (const [, , money] of cellRuns(run, { from, to, plan, watch: () => null })) {
    if (money) yield money;
  }
}

interface CellRange {
  readonly from?: number;
  readonly to?: number;
}

/** What runs of one twin under one luck may share; each is made anew unless given. */
interface Kept {
  readonly coefficients?: Coefficients;
  readonly stretches?: readonly Stretch[];
  readonly starts?: Map<TwinCell, CellStart>;
}

/** @param options.kept - see there */
export function* cellRuns<W extends Watch | null>(
  run: RunLayout,
  {
    from,
    to,
    plan,
    watch,
    kept = {},
  }: {
    from: number;
    to: number;
    plan: Plan;
    watch: (cell: TwinCell) => W;
    kept?: Kept;
  },
): Generator<readonly [TwinCell, CellRun, CellMoney | null, W], void> {
  const setting = runSetting(run, { plan, ...kept });
  const { cells, compiled, basis } = run;
  const reaches = compiled.map(({ intervention }) => reached(intervention));
  for (const cell of cells.slice(from, to)) {
    const watched = watch(cell);
    const cellRun = runCell(cell, {
      active: reaches.map((concerns) => concerns(cell)),
      sells: basis !== null,
      watch: watched,
      setting,
    });
    const { sales } = cellRun;
    const { unitsPerDay } = cell;
    const money = basis && sales && { sales, worth: basis.worth(cell), unitsPerDay };
    yield [cell, cellRun, money, watched];
  }
}

function outcomeOf(
  run: CellRun,
  {
    brands,
    path,
    money,
    luck,
  }: {
    brands: readonly string[];
    path: CellOutcome["path"];
    money: CellMoney | null;
    luck: RunLuck;
  },
): CellOutcome {
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
    money,
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
