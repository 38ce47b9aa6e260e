import type { Design } from "./design.js";
import type { Evidence } from "./evidence.js";
import { moveCovariance, moveState, startVariance, WANDERING } from "./wander.js";

const SQUARE = WANDERING * WANDERING;
/** Errors larger than so many standard deviations are outliers. */
const OUTLYING = 2.5;

/** What the values leave over once the effects are taken off, period after period. */
export interface ResidualPath {
  /** Level (beyond its effect) and lasting residual of every step from the first period to the last, all values used. */
  readonly level: Float64Array;
  readonly short: Float64Array;
  /** For each period, what the variance of its noise needs beyond 1 so that it is no outlier. */
  readonly excess: Float64Array;
}

/**
 * Follows the wander by the Kalman filter and smooths it backwards.
 *
 * @remarks The smoothed state at the mean of the effects is the mean of the smoothed state: it is linear in them.
 * @see Rauch, Tung and Striebel, Maximum likelihood estimates of linear dynamic systems, AIAA Journal 3 (1965)
 */
export function residualPath(
  { x, gaps, columns }: Design,
  { y, evidence, excess }: { y: Float64Array; evidence: Evidence; excess: Float64Array },
): ResidualPath {
  const { wander, effects, noise } = evidence;
  const k = columns.length;
  const steps = gaps.reduce((sum, gap) => sum + gap, 1);
  // Before and after each step's own value.
  const before = { mean: new Float64Array(WANDERING * steps), p: new Float64Array(SQUARE * steps) };
  const after = { mean: new Float64Array(WANDERING * steps), p: new Float64Array(SQUARE * steps) };
  const mean = new Float64Array(WANDERING);
  const p = new Float64Array(SQUARE);
  p[8] = startVariance(wander);
  const found = new Float64Array(y.length);
  let at = 0;
  const keep = (to: typeof before) => {
    to.mean.set(mean, WANDERING * at);
    to.p.set(p, SQUARE * at);
  };
  for (let t = 0; t < y.length; t++) {
    for (let step = 0; step < gaps[t]!; step++) {
      if (t > 0 && step > 0) keep(after);
      moveState(mean, wander);
      moveCovariance(p, { n: WANDERING, wander });
      at++;
      keep(before);
    }
    if (t === 0) keep(before);
    if (!Number.isNaN(y[t]!)) {
      let error = y[t]! - mean[0]! - mean[2]!;
      for (let j = 0; j < k; j++) error -= x[t * k + j]! * effects[j]!;
      const g = [p[0]! + p[2]!, p[3]! + p[5]!, p[6]! + p[8]!];
      const s = g[0]! + g[2]! + 1;
      found[t] = Math.max(0, (error * error) / (OUTLYING * OUTLYING * noise) - s);
      const variance = s + excess[t]!;
      for (let i = 0; i < WANDERING; i++) {
        mean[i] = mean[i]! + (g[i]! * error) / variance;
        for (let j = 0; j < WANDERING; j++) {
          p[i * WANDERING + j] = p[i * WANDERING + j]! - (g[i]! * g[j]!) / variance;
        }
      }
    }
    keep(after);
  }
  const { damping, persistence } = wander;
  const level = new Float64Array(steps);
  const short = new Float64Array(steps);
  const next = after.mean.slice(WANDERING * (steps - 1));
  level[steps - 1] = next[0]!;
  short[steps - 1] = next[2]!;
  for (let step = steps - 2; step >= 0; step--) {
    const ahead = WANDERING * (step + 1);
    const away = Float64Array.from(next, (value, i) => value - before.mean[ahead + i]!);
    const solved = solve3(before.p.subarray(SQUARE * (step + 1), SQUARE * (step + 2)), away);
    // Transposed transition times what was solved, then the covariance of now.
    const turned = [solved[0]!, solved[0]! + damping * solved[1]!, persistence * solved[2]!];
    for (let i = 0; i < WANDERING; i++) {
      let value = after.mean[WANDERING * step + i]!;
      for (let j = 0; j < WANDERING; j++) {
        value += after.p[SQUARE * step + i * WANDERING + j]! * turned[j]!;
      }
      next[i] = value;
    }
    level[step] = next[0]!;
    short[step] = next[2]!;
  }
  return { level, short, excess: found };
}

/** Solves a 3 × 3 covariance by elimination; parts that do not vary solve to 0. */
function solve3(covariance: Float64Array, right: Float64Array): Float64Array {
  const a = covariance.slice();
  const b = right.slice();
  const size = Math.max(a[0]!, a[4]!, a[8]!);
  const tiny = 1e-13 * size;
  const used = [false, false, false];
  for (let i = 0; i < WANDERING; i++) {
    const pivot = a[i * WANDERING + i]!;
    if (!(pivot > tiny)) continue;
    used[i] = true;
    for (let row = 0; row < WANDERING; row++) {
      if (row === i) continue;
      const times = a[row * WANDERING + i]! / pivot;
      if (times === 0) continue;
      for (let j = 0; j < WANDERING; j++) {
        a[row * WANDERING + j] = a[row * WANDERING + j]! - times * a[i * WANDERING + j]!;
      }
      b[row] = b[row]! - times * b[i]!;
    }
  }
  return b.map((value, i) => (used[i] ? value / a[i * WANDERING + i]! : 0));
}
