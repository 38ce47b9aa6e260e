import { normalCdf, normalDensity, selectRanks } from "../math/index.js";

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

const DAYS = 7;
/** A weekday that is seen less often has no effect of its own. */
const LEAST_OF_WEEKDAY = 3;
/** Fewer pairs of adjacent days tell no memory. */
const LEAST_PAIRS = 7;

/**
 * Level, day of the week, memory and scale of a window, none moved far by a few outliers.
 *
 * @remarks A search fits one window for each day of each series, so that no list is made here: all stands in scratch arrays.
 * @param points - ascending by day, at least two
 * @param floor - the least scale, for series that hardly move
 */
export function fitResiduals(points: readonly SeriesPoint[], floor: number): ResidualModel {
  const n = points.length;
  reserve(n);
  for (let i = 0; i < n; i++) {
    const { day, value } = points[i]!;
    flat[i] = value;
    weekdayOf[i] = day % DAYS;
  }
  const level = clippedMean(flat, n, floor);
  for (let i = 0; i < n; i++) flat[i]! -= level;
  const weekday = weekdayEffects(n, floor);
  for (let i = 0; i < n; i++) rest[i] = flat[i]! - weekday[weekdayOf[i]!]!;
  const spread = clippedScale(rest, n, floor);
  const memory = lagOne(points, CLIP * spread);
  let innovations = 0;
  for (let i = 1; i < n; i++) {
    if (points[i]!.day - points[i - 1]!.day !== 1) continue;
    flat[innovations++] = rest[i]! - memory * rest[i - 1]!;
  }
  const scale =
    innovations < LEAST_PAIRS
      ? spread * Math.sqrt(1 - memory * memory)
      : clippedScale(flat, innovations, floor);
  return { level, weekday, memory, scale: Math.max(floor, scale) };
}

/** A value, or the nearest that is not further than `most` from zero. */
export function clip(x: number, most: number): number {
  return x > most ? most : x < -most ? -most : x;
}

let flat = new Float64Array(0);
let rest = new Float64Array(0);
let group = new Float64Array(0);
let weekdayOf = new Uint8Array(0);
let ordered = new Float64Array(0);
/** Beginnings of `ordered` by their length. */
let beginnings: (Float64Array | undefined)[] = [];

function reserve(length: number): void {
  if (flat.length >= length) return;
  flat = new Float64Array(2 * length);
  rest = new Float64Array(2 * length);
  group = new Float64Array(2 * length);
  weekdayOf = new Uint8Array(2 * length);
  ordered = new Float64Array(2 * length);
  beginnings = [];
}

/** Of the first `n` values' distances from `centre`, or of the values themselves when it is null. */
function median(values: Float64Array, n: number, centre: number | null): number {
  beginnings[n] ??= ordered.subarray(0, n);
  const part = beginnings[n]!;
  if (centre === null) for (let i = 0; i < n; i++) part[i] = values[i]!;
  else for (let i = 0; i < n; i++) part[i] = Math.abs(values[i]! - centre);
  const half = n >> 1;
  if (n % 2 === 1) {
    selectRanks(part, [half]);
    return part[half]!;
  }
  selectRanks(part, [half - 1, half]);
  return (part[half - 1]! + part[half]!) / 2;
}

function clippedMean(values: Float64Array, n: number, floor: number): number {
  const middle = median(values, n, null);
  const most = CLIP * Math.max(floor, NORMAL_PER_MAD * median(values, n, middle));
  let total = 0;
  for (let i = 0; i < n; i++) total += clip(values[i]! - middle, most);
  return middle + total / n;
}

function clippedScale(residuals: Float64Array, n: number, floor: number): number {
  const most = CLIP * Math.max(floor, NORMAL_PER_MAD * median(residuals, n, 0));
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const x = clip(residuals[i]!, most);
    squares += x * x;
  }
  return Math.max(floor, Math.sqrt(squares / n / CLIPPED_VARIANCE));
}

/** Clipped means of `flat` by day of the week, shrunk by the part of their variance that noise alone would give. */
function weekdayEffects(n: number, floor: number): number[] {
  const means = [0, 0, 0, 0, 0, 0, 0];
  for (let weekday = 0; weekday < DAYS; weekday++) {
    let count = 0;
    for (let i = 0; i < n; i++) if (weekdayOf[i] === weekday) group[count++] = flat[i]!;
    if (count < LEAST_OF_WEEKDAY) return [0, 0, 0, 0, 0, 0, 0];
    means[weekday] = clippedMean(group, count, floor);
  }
  for (let i = 0; i < n; i++) rest[i] = flat[i]! - means[weekdayOf[i]!]!;
  const scale = clippedScale(rest, n, floor);
  const expected = (scale * scale * DAYS) / n;
  let centre = 0;
  for (const mean of means) centre += mean;
  centre /= DAYS;
  let found = 0;
  for (const mean of means) found += (mean - centre) * (mean - centre);
  found /= DAYS - 1;
  const kept = found > 0 ? Math.max(0, 1 - expected / found) : 0;
  return means.map((mean) => kept * (mean - centre));
}

/** Correlation of each day's `rest` with the day before, both clipped. */
function lagOne(points: readonly SeriesPoint[], most: number): number {
  let product = 0;
  let squares = 0;
  let pairs = 0;
  for (let i = 1; i < points.length; i++) {
    if (points[i]!.day - points[i - 1]!.day !== 1) continue;
    const before = clip(rest[i - 1]!, most);
    product += clip(rest[i]!, most) * before;
    squares += before * before;
    pairs += 1;
  }
  if (squares === 0 || pairs < LEAST_PAIRS) return 0;
  const found = product / squares;
  // Kendall 1954: the estimate is too low by (1 + 4 memory) / n where the mean is estimated too.
  return Math.min(MOST_MEMORY, Math.max(0, found + (1 + 4 * Math.max(0, found)) / pairs));
}
