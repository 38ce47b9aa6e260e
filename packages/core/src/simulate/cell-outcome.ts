import { forecastBand, shareForecast } from "../model/twin/luck.js";
import type { Band, CellPath } from "../schema/simulation-result.js";
import type { TwinCell } from "../schema/twin.js";
import type { CellChoice } from "./amount-luck.js";
import { bandOf } from "./band.js";
import type { CellMoney } from "./cell-money.js";
import { type CarriedCell, type CellRange, cellRuns } from "./cell-runs.js";
import { less } from "./columns.js";
import { changeLuck, createLuckTable, type RunLuck, shareLuck } from "./luck-table.js";
import { watchPath } from "./path.js";
import { planOf } from "./plan.js";
import type { RunLayout } from "./prepare-run.js";
import type { CellRun } from "./run-cell.js";

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
  /** By brand, in the run's order: what `results` and `baseline` hold by name. */
  readonly shares: CellChoice["shares"];
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
  const plan = planOf(twin, scenario);
  const luckOf = createLuckTable(twin, plan);
  const watch = (cell: TwinCell) =>
    scenario.series
      ? watchPath({
          ...{ plan, brands, draws: scenario.draws },
          luck: luckOf(cell).period,
          all: scenario.dailyBands === true,
        })
      : null;
  for (const carried of cellRuns(run, { from, to, plan, watch })) {
    yield outcomeOf(carried, { brands, luck: luckOf(carried.cell), drawn: scenario.draws > 0 });
  }
}

/**
 * The money of some of a run's cells, without what is made of their shares.
 * None where nothing tells what people spend.
 */
export function* cellMoneys(run: RunLayout, range: CellRange = {}): Generator<CellMoney, void> {
  const { from = 0, to = run.cells.length } = range;
  const plan = planOf(run.twin, run.scenario);
  for (const { money } of cellRuns(run, { from, to, plan, watch: () => null })) {
    if (money) yield money;
  }
}

function outcomeOf(
  { run, at, money, watched }: CarriedCell<ReturnType<typeof watchPath> | null>,
  { brands, luck, drawn }: { brands: readonly string[]; luck: RunLuck; drawn: boolean },
): CellOutcome {
  const shares = { result: [] as number[], baseline: [] as number[] };
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
    shares,
    runLuck: luck,
    incidence: run.incidence[at]!,
    path: watched?.path ?? null,
    money,
  };
  for (let j = 0; j < brands.length; j++) {
    const brand = brands[j]!;
    const result = run.share[j]![at]!;
    const baseline = run.baseline[j]![at]!;
    shares.result.push(result);
    shares.baseline.push(baseline);
    outcome.results[brand] = result;
    outcome.baseline[brand] = baseline;
    outcome.change[brand] = result - baseline;
    outcome.luck[brand] = shareLuck(result, luck.mean);
    outcome.changeLuck[brand] = changeLuck({ result, baseline }, luck);
  }
  if (drawn) addBands(outcome, run, brands);
  return outcome;
}

/** Adds what only draws tell. */
function addBands(outcome: CellOutcome, run: CellRun, brands: readonly string[]): void {
  brands.forEach((brand, j) => {
    const share = run.share[j]!;
    const band = bandOf(share);
    const changeBand = bandOf(less(share, run.baseline[j]!));
    if (!band || !changeBand) return;
    outcome.bands[brand] = band;
    outcome.changeBands[brand] = changeBand;
    const luck = outcome.luck[brand]!;
    outcome.forecastBands[brand] = shareForecast(band, { share: share[0]!, luck });
    outcome.forecastChangeBands[brand] = forecastBand(changeBand, {
      luck: outcome.changeLuck[brand]!,
    });
  });
}
