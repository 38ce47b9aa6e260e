import { legendrePoints, normalCdf, normalDensity } from "../../math/index.js";

/** Reach of a normal step, in standard deviations; beyond it less than 1e-15 is left. */
const REACH = 8;
/** A panel of 16 points is no wider than this many standard deviations of the shorter of the steps around it. */
const PANEL = 7;

/** Mass of the paths that have not stopped, over the score B(t) of information share t; B has drift θ and variance t. */
export interface Score {
  readonly at: Float64Array;
  readonly mass: Float64Array;
  readonly time: number;
}

/** Before the first look: all mass at 0. */
export const START: Score = { at: Float64Array.of(0), mass: Float64Array.of(1), time: 0 };

/**
 * Probability that the path has not stopped and that its score is above `bound` at `time`.
 *
 * @see Armitage, McPherson and Rowe, Repeated significance tests on accumulating data, JRSS A 132 (1969)
 */
export function massAbove(before: Score, bound: number, time: number, drift: number): number {
  const step = time - before.time;
  const spread = Math.sqrt(step);
  let total = 0;
  for (let i = 0; i < before.at.length; i++) {
    total += before.mass[i]! * normalCdf((before.at[i]! + drift * step - bound) / spread);
  }
  return total;
}

/**
 * The mass between two bounds at `time`, on points fine enough for the step after it.
 *
 * @param until - when the next look is; `time` itself for the last
 */
export function massBetween(before: Score, { low, high, time, until, drift }: Window): Score {
  const step = time - before.time;
  const spread = Math.sqrt(step);
  const finest = until > time ? Math.min(spread, Math.sqrt(until - time)) : spread;
  const edge = REACH * Math.sqrt(time);
  const from = Math.max(low, drift * time - edge);
  const to = Math.min(high, drift * time + edge);
  if (!(to > from)) return { at: Float64Array.of(), mass: Float64Array.of(), time };
  const { at, weight } = legendrePoints(from, to, Math.ceil((to - from) / (PANEL * finest)));
  const mass = new Float64Array(at.length);
  let first = 0;
  for (let k = 0; k < at.length; k++) {
    const y = at[k]! - drift * step;
    while (first < before.at.length && before.at[first]! < y - REACH * spread) first++;
    let density = 0;
    for (let i = first; i < before.at.length; i++) {
      const z = (y - before.at[i]!) / spread;
      if (z < -REACH) break;
      density += before.mass[i]! * normalDensity(z);
    }
    mass[k] = (weight[k]! * density) / spread;
  }
  return { at, mass, time };
}

/** Where a path goes on at a look. */
interface Window {
  readonly low: number;
  readonly high: number;
  readonly time: number;
  readonly until: number;
  readonly drift: number;
}

/** Probability of stopping at each look for being above, and below, the bounds. */
export interface Crossing {
  readonly above: number[];
  readonly below: number[];
}

/**
 * How often a test that stops at its bounds stops at each look, by recursive numerical integration.
 *
 * @param times - share of all information at each look, ascending, above 0 to 1
 * @param bounds - critical value in standard errors at each look
 * @param sides - 2 where the test stops below minus the bound too
 * @param drift - expected statistic at share 1, in standard errors; 0 without effect
 */
export function crossingOf(
  times: readonly number[],
  { bounds, sides, drift }: { bounds: readonly number[]; sides: 1 | 2; drift: number },
): Crossing {
  const above: number[] = [];
  const below: number[] = [];
  let score = START;
  times.forEach((time, k) => {
    const high = bounds[k]! * Math.sqrt(time);
    const low = sides === 2 ? -high : -Infinity;
    const left = score.mass.reduce((total, mass) => total + mass, 0);
    above.push(massAbove(score, high, time, drift));
    below.push(sides === 2 ? Math.max(0, left - massAbove(score, low, time, drift)) : 0);
    score = massBetween(score, { low, high, time, until: times[k + 1] ?? time, drift });
  });
  return { above, below };
}
