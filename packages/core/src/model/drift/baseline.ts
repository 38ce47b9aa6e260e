import { square } from "../../math/index.js";
import type { DriftBaseline } from "./drift-watch.js";

/** Standard deviations from which a day counts no further, so that one freak is no change. */
export const CLIP = 3;
/** Variance of a standard normal variable clipped at 3. */
const CLIPPED_VARIANCE = 0.99501;
const PASSES = 6;
const WEEK = 7;
const WEEKS_NEEDED = 4;
const LARGEST_CORRELATION = 0.9;

/** Level, season, autocorrelation and spreads of a series, hardly moved by freak days. */
export function driftBaseline(
  values: Float64Array,
  { weekly }: { weekly: boolean },
): { baseline: DriftBaseline; innovations: Float64Array } {
  const n = values.length;
  const level = centreOf(values);
  let rest = values.map((value) => value - level.centre);
  const season =
    weekly && n >= WEEKS_NEEDED * WEEK ? weekOf(rest, level.scale) : new Float64Array(1);
  rest = rest.map((value, t) => value - season[t % season.length]!);
  const { scale } = centreOf(rest);
  let product = 0;
  let power = 0;
  for (let t = 1; t < n; t++) {
    const now = clip(rest[t]! / scale);
    const before = clip(rest[t - 1]! / scale);
    product += now * before;
    power += before * before;
  }
  const raw = power > 0 ? product / power : 0;
  // Kendall's correction of the bias towards 0 of short series.
  const autocorrelation = Math.max(-0.5, Math.min(LARGEST_CORRELATION, raw + (1 + 3 * raw) / n));
  const innovations = new Float64Array(n - 1);
  for (let t = 1; t < n; t++) innovations[t - 1] = rest[t]! - autocorrelation * rest[t - 1]!;
  const innovationSd = centreOf(innovations).scale;
  let mean = 0;
  for (let t = 0; t < n - 1; t++) {
    innovations[t] = innovations[t]! / innovationSd;
    mean += square(clip(innovations[t]!)) / (n - 1);
  }
  let spread = 0;
  for (const value of innovations) spread += square(square(clip(value)) - mean) / (n - 1);
  return {
    baseline: {
      level: level.centre,
      season: [...season],
      autocorrelation,
      sd: scale,
      innovationSd,
      square: Math.max(0.1, mean),
      squareSd: Math.sqrt(Math.max(0.1, spread)),
    },
    innovations,
  };
}

/** A value no further than `CLIP` from 0. */
export const clip = (value: number): number => Math.max(-CLIP, Math.min(CLIP, value));

/** Mean and standard deviation of values clipped at three of it (a Huber estimate); the scale is never quite 0. */
function centreOf(values: Float64Array): { centre: number; scale: number } {
  const n = values.length;
  let centre = 0;
  for (const value of values) centre += value / n;
  let power = 0;
  for (const value of values) power += square(value - centre);
  let scale = Math.sqrt(power / Math.max(1, n - 1));
  const least = 1e-12 * Math.max(1e-288, Math.abs(centre));
  for (let pass = 0; pass < PASSES && scale > least; pass++) {
    let shift = 0;
    let squares = 0;
    for (const value of values) {
      const z = clip((value - centre) / scale);
      shift += z / n;
      squares += z * z;
    }
    centre += shift * scale;
    scale *= Math.sqrt(squares / Math.max(1, n - 1) / CLIPPED_VARIANCE);
  }
  return { centre, scale: Math.max(scale, least) };
}

/** Mean of each day of the week, drawn towards 0 by how little the days differ beyond chance. */
function weekOf(rest: Float64Array, scale: number): Float64Array {
  const week = new Float64Array(WEEK);
  const counts = new Float64Array(WEEK);
  rest.forEach((value, t) => {
    const day = t % WEEK;
    counts[day] = counts[day]! + 1;
    week[day] = week[day]! + scale * clip(value / scale);
  });
  let between = 0;
  let mean = 0;
  for (let day = 0; day < WEEK; day++) {
    week[day] = week[day]! / counts[day]!;
    mean += week[day]! / WEEK;
  }
  for (let day = 0; day < WEEK; day++) {
    week[day] = week[day]! - mean;
    between += counts[day]! * square(week[day]!);
  }
  let within = 0;
  rest.forEach((value, t) => {
    within += square(scale * clip(value / scale) - mean - week[t % WEEK]!);
  });
  const ratio = between / (WEEK - 1) / Math.max(1e-300, within / (rest.length - WEEK));
  const kept = Math.max(0, 1 - 1 / Math.max(1e-9, ratio));
  // + 0: JSON has no negative zero.
  return week.map((value) => kept * value + 0);
}
