import type { SeriesAnswer, SimulationResponse } from "@cdp-whatif/core";
import { type BrandMark, brandMarks } from "../../chart/brand-colour.js";
import { dayOf } from "../../chart/day.js";
import { indexOfNumber } from "../../chart/nearest.js";
import { shareInterval } from "../../chart/sampling.js";
import type { PanelTrack, Track } from "../../chart/time-panel.js";
import { type Metric, SCORE_FIELDS } from "./metric.js";

/** One line of a panel with its name and its mark. */
export interface PanelSeries extends PanelTrack {
  /** Brand id, or the metric for a score. */
  readonly id: string;
  readonly mark: BrandMark;
  readonly people: readonly number[];
}

/** One cell as it is drawn. */
export interface PanelModel {
  readonly key: string;
  readonly persona: string;
  readonly region: string;
  readonly series: readonly PanelSeries[];
}

type Cell = SeriesAnswer["cells"][string];

const boundsOf = (values: readonly (number | null)[], people: readonly number[]) => {
  const intervals = values.map((value, i) => shareInterval(value, people[i] ?? null));
  return {
    low: intervals.map((interval) => interval?.low ?? null),
    high: intervals.map((interval) => interval?.high ?? null),
  };
};

/** The twin's path of one share after the twin's last day, as fractions. */
function forecastOf(
  simulation: SimulationResponse | null,
  key: string,
  brand: string,
): Track | null {
  const path = simulation?.series?.[key]?.[brand];
  if (!simulation || !path) return null;
  const after = dayOf(simulation.provenance.asOf) + 1;
  const fractions = (percents: readonly number[]) => percents.map((percent) => percent / 100);
  const nothing = path.baseline.map(() => null);
  const values = fractions(path.baseline);
  const movedOut = withLuck(values, fractions(path.luck ?? []));
  return {
    days: path.baseline.map((_, i) => after + i),
    values,
    low: path.p10 ? movedOut(fractions(path.p10), -1) : nothing,
    high: path.p90 ? movedOut(fractions(path.p90), 1) : nothing,
  };
}

/** 90 % quantile of the standard normal distribution. */
const Z_90 = 1.2815515655446004;

/** An end of the 80 % band of the expected share, moved out to where a day's record will lie. */
const withLuck =
  (values: readonly number[], luck: readonly number[]) =>
  (ends: readonly number[], side: -1 | 1): number[] =>
    ends.map((end, i) => {
      const value = values[i] ?? end;
      const reach = Math.hypot(end - value, Z_90 * (luck[i] ?? 0));
      return Math.min(1, Math.max(0, value + side * reach));
    });

const shareSeries = (
  key: string,
  cell: Cell,
  brands: readonly string[],
  options: PanelOptions,
): PanelSeries[] => {
  const marks = brandMarks(options.allBrands);
  const days = cell.dates.map(dayOf);
  return brands
    .filter((brand) => cell.shares[brand] !== undefined)
    .map((brand) => {
      const values = cell.shares[brand] ?? [];
      return {
        id: brand,
        mark: marks.get(brand) ?? { colour: 0, dash: 0 },
        days,
        values,
        people: cell.people,
        ...boundsOf(values, cell.people),
        forecast: forecastOf(options.simulation, key, brand),
      };
    });
};

const scoreSeries = (cell: Cell, metric: Exclude<Metric, "shares">): PanelSeries[] => {
  const values = cell[SCORE_FIELDS[metric]];
  return [
    {
      id: metric,
      mark: { colour: 1, dash: 0 },
      days: cell.dates.map(dayOf),
      values,
      people: cell.people,
      low: values.map(() => null),
      high: values.map(() => null),
      forecast: null,
    },
  ];
};

/** What panels are made of beside the answer. */
export interface PanelOptions {
  readonly metric: Metric;
  /** Only this brand; null: all. */
  readonly brand: string | null;
  /** All brands of the data, so that colours stay whatever is chosen. */
  readonly allBrands: readonly string[];
  /** The twin's answer to no intervention at all; null: no forecast. */
  readonly simulation: SimulationResponse | null;
}

/**
 * One panel per cell that has any record, ordered by persona and region as given.
 *
 * Shares carry the sampling interval of their people; scores carry none, since their spread between people is
 * not in the data.
 */
export function panelModels(answer: SeriesAnswer, options: PanelOptions): PanelModel[] {
  const brands = answer.brands.filter((id) => options.brand === null || id === options.brand);
  return Object.entries(answer.cells)
    .filter(([, cell]) => cell.dates.length > 0)
    .map(([key, cell]) => ({
      key,
      persona: cell.persona,
      region: cell.region,
      series:
        options.metric === "shares"
          ? shareSeries(key, cell, brands, options)
          : scoreSeries(cell, options.metric),
    }));
}

/** How many observed points the panels hold. */
export const pointCount = (panels: readonly PanelModel[]): number =>
  panels.reduce(
    (sum, { series }) => sum + series.reduce((inner, { days }) => inner + days.length, 0),
    0,
  );

/** All days of the panels that the cursor can stand on, observed and foretold, ascending. */
export function cursorDays(panels: readonly PanelModel[]): number[] {
  const days = new Set<number>();
  for (const { series } of panels)
    for (const track of series) {
      for (const day of Array.from(track.days)) days.add(day);
      for (const day of Array.from(track.forecast?.days ?? [])) days.add(day);
    }
  return [...days].sort((a, b) => a - b);
}

/** What a line has at a day; null where it has nothing. */
export function pointAt(
  series: PanelSeries,
  day: number,
): {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly people: number | null;
  readonly forecast: boolean;
} | null {
  const observed = indexOfNumber(series.days, day);
  const track = observed >= 0 ? series : series.forecast;
  const index = observed >= 0 || !track ? observed : indexOfNumber(track.days, day);
  const value = track?.values[index];
  if (!track || value === null || value === undefined) return null;
  return {
    value,
    low: track.low[index] ?? null,
    high: track.high[index] ?? null,
    people: observed >= 0 ? (series.people[index] ?? null) : null,
    forecast: observed < 0,
  };
}
