import type { SeriesAnswer } from "@cdp-whatif/core";

/** The series of one cell. */
export type SeriesCell = SeriesAnswer["cells"][string];

/** One bucket of one cell of a series. */
export interface SeriesRow {
  readonly cell: SeriesCell;
  readonly index: number;
}

/** All rows of a series, cell by cell and in order of time. */
export function seriesRows({ cells }: SeriesAnswer): SeriesRow[] {
  return Object.values(cells).flatMap((cell) => cell.dates.map((_, index) => ({ cell, index })));
}

/** A row under the names that its cell has in JSON. */
export function seriesLine({ cell, index }: SeriesRow): object {
  const { persona, region, dates, shares, ...columns } = cell;
  const numbers = Object.entries(columns).map(([name, values]) => [name, values[index]]);
  return {
    ...{ persona, region, date: dates[index] },
    shares: Object.fromEntries(Object.entries(shares).map(([brand, of]) => [brand, of[index]])),
    ...Object.fromEntries(numbers),
  };
}
