import type { Scenario } from "../schema/scenario.js";
import type { TwinCell } from "../schema/twin.js";
import type { CellMoney } from "./cell-money.js";
import type { Coefficients } from "./coefficient.js";
import { reached } from "./compile.js";
import { expectedCells } from "./expected-cells.js";
import type { Plan } from "./plan.js";
import type { RunLayout } from "./prepare-run.js";
import { type CellRun, type CellStart, carry, runCell, type Watch } from "./run-cell.js";
import { runSetting } from "./run-setting.js";
import { type Stretch, stretchesOf } from "./stretch.js";

/** One cell, carried through the horizon. */
export interface CarriedCell<W> {
  readonly cell: TwinCell;
  readonly run: CellRun;
  /** Where the cell's numbers begin in the columns of `run`. */
  readonly at: number;
  /** Null where nothing tells what people spend. */
  readonly money: CellMoney | null;
  readonly watched: W;
}

/** Whether a scenario's cells are carried together: nobody watches their periods, and nothing is drawn. */
export const isTogether = ({ draws, series }: Scenario): boolean => draws === 0 && !series;

/** Some of a run's cells, all unless told. */
export interface CellRange {
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
}

/** What runs of one twin under one luck may share; each is made anew unless given. */
export interface Kept {
  readonly coefficients?: Coefficients;
  readonly stretches?: readonly Stretch[];
  readonly starts?: Map<TwinCell, CellStart>;
}

/**
 * Carries cells through the horizon, in their order; those that nobody watches, on the expected path, together.
 *
 * @param options.kept - see there
 */
export function* cellRuns<W extends Watch | null>(
  run: RunLayout,
  {
    from = 0,
    to = run.cells.length,
    plan,
    watch,
    kept = {},
  }: CellRange & { plan: Plan; watch: (cell: TwinCell) => W; kept?: Kept },
): Generator<CarriedCell<W>, void> {
  const { compiled, basis, scenario } = run;
  const cells = from === 0 && to === run.cells.length ? run.cells : run.cells.slice(from, to);
  const reaches = compiled.map(({ intervention }) => reached(intervention));
  const together = isTogether(scenario)
    ? carriedTogether(run, { cells, plan, reaches, stretches: kept.stretches })
    : null;
  const alone = together ? null : carriedAlone(run, { plan, reaches, kept });
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c]!;
    const watched = watch(cell);
    const { run: cellRun, at } = together?.[c] ?? { run: alone!(cell, watched), at: 0 };
    const { sales } = cellRun;
    const { unitsPerDay } = cell;
    const money = basis && sales && { sales, at, worth: basis.worth(cell), unitsPerDay };
    yield { cell, run: cellRun, at, money, watched };
  }
}

type Reaches = readonly ((cell: TwinCell) => boolean)[];

/** Carries cells one by one. */
function carriedAlone(
  run: RunLayout,
  { plan, reaches, kept }: { plan: Plan; reaches: Reaches; kept: Kept },
): (cell: TwinCell, watch: Watch | null) => CellRun {
  const setting = runSetting(run, { plan, ...kept });
  const sells = run.basis !== null;
  return (cell, watch) =>
    runCell(cell, { active: reaches.map((concerns) => concerns(cell)), sells, watch, setting });
}

/** Expected paths of cells, those that the same interventions concern in one go. */
function carriedTogether(
  run: RunLayout,
  {
    cells,
    plan,
    reaches,
    stretches = stretchesOf(plan),
  }: {
    cells: readonly TwinCell[];
    plan: Plan;
    reaches: Reaches;
    stretches?: readonly Stretch[] | undefined;
  },
): readonly Pick<CarriedCell<null>, "run" | "at">[] {
  const { twin, brands, basis } = run;
  const found: Pick<CarriedCell<null>, "run" | "at">[] = [];
  for (const places of groupsOf(cells, reaches)) {
    const group = places.length === cells.length ? cells : places.map((place) => cells[place]!);
    const { start, coefficients } = expectedCells(twin, { cells: group, brands });
    const carried = carry(start, {
      active: reaches.map((concerns) => concerns(group[0]!)),
      sells: basis !== null,
      watch: null,
      setting: runSetting(run, { plan, stretches, coefficients }),
    });
    places.forEach((place, at) => {
      found[place] = { run: carried, at };
    });
  }
  return found;
}

/** Places of the cells that the same interventions concern. */
function groupsOf(cells: readonly TwinCell[], reaches: Reaches): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>();
  cells.forEach((cell, place) => {
    let key = "";
    for (const concerns of reaches) key += concerns(cell) ? "1" : "0";
    const known = groups.get(key);
    if (known) known.push(place);
    else groups.set(key, [place]);
  });
  return groups.values();
}
