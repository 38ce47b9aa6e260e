import { normalCdf, normalDensity } from "../math/index.js";

/** What a trailing window says of the next day; scales are standard deviations, on the metric's own scale. */
export interface ResidualModel {
  readonly level: number;
  /** By day of the week (days since 1970 modulo 7), added to the level. */
  readonly weekday: readonly number[];
  /** Correlation of a day's residual with the day before, 0 to 0.9. */
  readonly memory: number;
  /** Of what the day before does not tell. */
  readonly scale: number;
}

/** One day of a series on the metric's scale. */
export interface SeriesPoint {
  readonly day: number;
  readonly value: number;
}

/** Distance, in scales, from which a residual weighs no more than that: Huber's choice of 95 % efficiency is 1.345; 2.5 costs less. */
const CLIP = 2.5;
/** A normal distribution's variance once clipped at {@link CLIP}, so that clipped squares are unbiased. */
const CLIPPED_VARIANCE =
  1 - 2 * (1 - normalCdf(CLIP)) * (1 - CLIP * CLIP) - 2 * CLIP * normalDensity(CLIP);
const NORMAL_PER_MAD = 1.4826;
const MOST_MEMORY = 0.9;

/**
 * Level, day of the week, memory and scale of a window, none moved far by a few outliers.
 *
 * @param points - ascending by day, at least two
 * @param floor - the least scale, for series that hardly move
 */
export function fitResiduals(points: readonly SeriesPoint[], floor: number): ResidualModel {
  const values = points.map(({ value }) => value);
  const level = clippedMean(values, floor);
  const flat = values.map((value) => value - level);
  const weekday = weekdayEffects(points, flat, floor);
  const rest = points.map(({ day }, i) => (flat[i] ?? 0) - (weekday[day % 7] ?? 0));
  const spread = clippedScale(rest, floor);
  const clipped = rest.map((x) => clip(x, CLIP * spread));
  const memory = lagOne(points, clipped);
  const innovations: number[] = [];
  for (let i = 1; i < points.length; i++) {
    const adjacent = (points[i]?.day ?? 0) - (points[i - 1]?.day ?? 0) === 1;
    if (adjacent) innovations.push((rest[i] ?? 0) - memory * (rest[i - 1] ?? 0));
  }
  const scale =
    innovations.length < 7
      ? spread * Math.sqrt(1 - memory * memory)
      : clippedScale(innovations, floor);
  return { level, weekday, memory, scale: Math.max(floor, scale) };
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const high = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[half - 1] ?? 0) + high) / 2;
}

export function clip(x: number, most: number): number {
  return Math.min(most, Math.max(-most, x));
}

function square(x: number): number {
  return x * x;
}

function clippedMean(values: readonly number[], floor: number): number {
  const middle = median(values);
  const apart = values.map((value) => value - middle);
  const most = CLIP * Math.max(floor, NORMAL_PER_MAD * median(apart.map(Math.abs)));
  return middle + apart.reduce((total, x) => total + clip(x, most), 0) / values.length;
}

function clippedScale(residuals: readonly number[], floor: number): number {
  const rough = Math.max(floor, NORMAL_PER_MAD * median(residuals.map(Math.abs)));
  const squares = residuals.reduce((total, x) => total + square(clip(x, CLIP * rough)), 0);
  return Math.max(floor, Math.sqrt(squares / residuals.length / CLIPPED_VARIANCE));
}

/** Clipped means by day of the week, shrunk by the part of their variance that noise alone would give. */
function weekdayEffects(
  points: readonly SeriesPoint[],
  flat: readonly number[],
  floor: number,
): number[] {
  const groups = Array.from({ length: 7 }, (): number[] => []);
  for (const [i, { day }] of points.entries()) groups[day % 7]?.push(flat[i] ?? 0);
  if (groups.some((group) => group.length < 3)) return Array.from({ length: 7 }, () => 0);
  const means = groups.map((group) => clippedMean(group, floor));
  const rest = points.map(({ day }, i) => (flat[i] ?? 0) - (means[day % 7] ?? 0));
  const expected = (square(clippedScale(rest, floor)) * 7) / points.length;
  const centre = means.reduce((total, x) => total + x, 0) / 7;
  const found = means.reduce((total, x) => total + square(x - centre), 0) / 6;
  const kept = found > 0 ? Math.max(0, 1 - expected / found) : 0;
  return means.map((x) => kept * (x - centre));
}

function lagOne(points: readonly SeriesPoint[], clipped: readonly number[]): number {
  let product = 0;
  let squares = 0;
  let pairs = 0;
  for (let i = 1; i < points.length; i++) {
    if ((points[i]?.day ?? 0) - (points[i - 1]?.day ?? 0) !== 1) continue;
    product += (clipped[i] ?? 0) * (clipped[i - 1] ?? 0);
    squares += square(clipped[i - 1] ?? 0);
    pairs += 1;
  }
  if (squares === 0 || pairs < 7) return 0;
  const found = product / squares;
  // Kendall 1954: the estimate is too low by (1 + 4 memory) / n where the mean is estimated too.
  return Math.min(MOST_MEMORY, Math.max(0, found + (1 + 4 * Math.max(0, found)) / pairs));
}
