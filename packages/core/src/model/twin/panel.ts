import { CoreError } from "../../error.js";
import type { CellSeries, History } from "../../schema/history.js";
import { type Regressor, regressorsOf } from "./regressor.js";

/** One cell's shares on the grid of periods, from its first observation to its last. */
export interface PanelCell {
  readonly persona: string;
  readonly region: string;
  /** Index of the region in the panel's `regions`. */
  readonly place: number;
  /** Index of the persona in the panel's `personas`. */
  readonly kind: number;
  /** Period of the first observation, on the panel's grid. */
  readonly first: number;
  /** Row-major, periods × brands. */
  readonly share: Float64Array;
  /** People behind each period's shares; 0 where there was no observation. */
  readonly people: Float64Array;
  readonly peopleKnown: boolean;
  readonly rows: number;
  /** The cell as it was before its level changed: fitted with the others, not part of the market any more. */
  readonly past: boolean;
}

/** A history on a regular grid, with the regressors that its days had. */
export interface Panel {
  readonly brands: readonly string[];
  readonly personas: readonly string[];
  readonly regions: readonly string[];
  readonly periodDays: number;
  /** Day (since 1970-01-01) on which period 0 begins. */
  readonly firstDay: number;
  readonly periods: number;
  readonly cells: readonly PanelCell[];
  readonly regressors: readonly Regressor[];
  /** Older days were left out. */
  readonly cut: boolean;
  /** Day from which every cell has another level; null where nothing changed. */
  readonly breakDay: number | null;
}

/** People taken to stand behind a share when the record doesn't say. */
export const PEOPLE_WHEN_UNKNOWN = 100;

/**
 * Puts a history on the grid of its own cadence, the last `periods` of it; or on a given grid, however long.
 *
 * @param options.breakDay - a cell seen before and after becomes two, so that its level may be another since then
 * @throws CoreError `too_few_rows` without any cell
 */
export function panelOf(
  history: History,
  {
    breakDay = null,
    ...given
  }: ({ periods: number } | { firstDay: number; periodDays: number }) & {
    breakDay?: number | null;
  },
): Panel {
  const cells = history.cells.filter((cell) => cell.days.length > 0);
  if (cells.length === 0 || history.brands.length < 2) {
    throw new CoreError(
      "too_few_rows",
      `found ${cells.length} cells and ${history.brands.length} brands; a twin needs at least one cell that chooses between two brands`,
      [{ pointer: "/behaviour", detail: "expected behaviour records of at least two brands" }],
    );
  }
  const lastDay = Math.max(...cells.map((cell) => cell.days[cell.days.length - 1]!));
  const { firstDay, periodDays } =
    "periods" in given ? latestGrid(cells, { lastDay, most: given.periods }) : given;
  const periods = Math.max(1, Math.floor((lastDay - firstDay) / periodDays) + 1);
  const personas = [...new Set(cells.map((cell) => cell.persona))];
  const regions = [...new Set(cells.map((cell) => cell.region))];
  const grid = { firstDay, periodDays, periods, brands: history.brands, regions };
  return {
    ...grid,
    personas,
    cells: cells.flatMap((cell) =>
      brokenAt(cell, { breakDay, grid }).flatMap(({ part, past }) =>
        onGrid(part, { ...grid, personas, past }),
      ),
    ),
    regressors: regressorsOf(history, grid),
    cut: cells.some(({ days }) => days[0]! < firstDay),
    breakDay,
  };
}

/** Grid of the data's own cadence that ends with the last day and reaches back at most so many periods. */
function latestGrid(
  cells: readonly CellSeries[],
  { lastDay, most }: { lastDay: number; most: number },
): { firstDay: number; periodDays: number } {
  const periodDays = cadence(cells);
  const earliest = Math.min(...cells.map((cell) => cell.days[0]!));
  const periods = Math.min(most, Math.floor((lastDay - earliest) / periodDays) + 1);
  return { firstDay: lastDay - (periods - 1) * periodDays, periodDays };
}

/** Median gap between the rows of a cell, in days; 1 where no cell has two rows. */
function cadence(cells: readonly CellSeries[]): number {
  const gaps: number[] = [];
  for (const { days } of cells) {
    for (let i = 1; i < days.length; i++) gaps.push(days[i]! - days[i - 1]!);
  }
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1;
}

/** A cell's rows before and since a day, cut where a period begins; whole where it has rows on one side only. */
function brokenAt(
  cell: CellSeries,
  {
    breakDay,
    grid,
  }: {
    breakDay: number | null;
    grid: { firstDay: number; periodDays: number; brands: readonly string[] };
  },
): { part: CellSeries; past: boolean }[] {
  if (breakDay === null) return [{ part: cell, past: false }];
  const { firstDay, periodDays, brands } = grid;
  const start = firstDay + Math.floor((breakDay - firstDay) / periodDays) * periodDays;
  const at = cell.days.findIndex((day) => day >= start);
  const before = at < 0 ? cell.days.length : at;
  if (at <= 0 || cell.days[before - 1]! < firstDay) return [{ part: cell, past: false }];
  const { persona, region, days, people, shares } = cell;
  const cut = (from: number, to: number): CellSeries => ({
    ...{ persona, region },
    days: days.subarray(from, to),
    people: people.subarray(from, to),
    shares: shares.subarray(from * brands.length, to * brands.length),
  });
  return [
    { part: cut(0, before), past: true },
    { part: cut(before, days.length), past: false },
  ];
}

function onGrid(
  cell: CellSeries,
  grid: {
    past: boolean;
    firstDay: number;
    periodDays: number;
    periods: number;
    brands: readonly string[];
    regions: readonly string[];
    personas: readonly string[];
  },
): PanelCell[] {
  const n = grid.brands.length;
  const periodOf = (day: number) => Math.floor((day - grid.firstDay) / grid.periodDays);
  let from = 0;
  while (from < cell.days.length && cell.days[from]! < grid.firstDay) from++;
  if (from === cell.days.length) return [];
  const first = periodOf(cell.days[from]!);
  const length = periodOf(cell.days[cell.days.length - 1]!) - first + 1;
  const share = new Float64Array(length * n);
  const people = new Float64Array(length);
  let known = true;
  let rows = 0;
  for (let i = from; i < cell.days.length; i++) {
    const t = periodOf(cell.days[i]!) - first;
    const found = cell.people[i]!;
    known &&= found > 0;
    const weight = found > 0 ? found : PEOPLE_WHEN_UNKNOWN;
    const before = people[t]!;
    for (let j = 0; j < n; j++) {
      const mixed = before * share[t * n + j]! + weight * cell.shares[i * n + j]!;
      share[t * n + j] = mixed / (before + weight);
    }
    if (before === 0) rows++;
    people[t] = before + weight;
  }
  const place = grid.regions.indexOf(cell.region);
  const kind = grid.personas.indexOf(cell.persona);
  const { persona, region } = cell;
  return [
    {
      persona,
      region,
      place,
      kind,
      first,
      share,
      people,
      peopleKnown: known,
      rows,
      past: grid.past,
    },
  ];
}
