import type { Plan } from "./plan.js";

/** Consecutive periods under one segment. */
export interface Stretch {
  readonly segment: number;
  /** First period, counted from the start of the horizon. */
  readonly first: number;
  /** Days of each period that lie in the horizon: all alike but the last, which may be cut short. */
  readonly days: Float64Array;
}

/** How much of a gap is left after a stretch, and Σ days × what is left of it at each period's end. */
export interface Decay {
  left: number;
  leftDays: number;
  allDays: number;
}

/** Sets how a gap closes over a stretch: `ρ^m` by squaring and `Σ ρ^k = ρ (1 - ρ^m) / (1 - ρ)`. */
export function decayOver(decay: Decay, days: Float64Array, habit: number): void {
  const periods = days.length;
  let left = 1;
  for (let power = habit, rest = periods; rest > 0; rest >>= 1, power *= power) {
    if (rest & 1) left *= power;
  }
  const each = days[0]!;
  const last = days[periods - 1]!;
  decay.left = left;
  decay.leftDays = (each * habit * (1 - left)) / (1 - habit) - (each - last) * left;
  decay.allDays = each * (periods - 1) + last;
}

/** Cuts a plan where its segment changes. */
export function stretchesOf({ steps }: Plan): Stretch[] {
  const stretches: { segment: number; first: number; days: number[] }[] = [];
  steps.forEach((step, k) => {
    const last = stretches.at(-1);
    if (last?.segment === step.segment) last.days.push(step.days);
    else stretches.push({ segment: step.segment, first: k, days: [step.days] });
  });
  return stretches.map((stretch) => ({ ...stretch, days: Float64Array.from(stretch.days) }));
}

/** Shares on their way through the horizon; one object serves all draws, so that the hot loop makes no garbage. */
export interface Walk {
  /** Shares now, per brand. */
  readonly x: Float64Array;
  /** Probability of repeating a brand. */
  habit: number;
  /** Choice row of those who don't repeat. */
  choice: Float64Array;
  /** Receives Σ days × share, per brand. */
  shareDays: Float64Array;
  /** Receives the shares at the end of each period, periods × brands from `at`; null when nobody looks. */
  readonly path: Float64Array | null;
  /** Receives, beside `path`, the share of people who choose anew in each period. */
  readonly choosing: Float64Array | null;
  at: number;
}

/**
 * Carries shares through a stretch of periods in which everyone finds their brand.
 *
 * `x_{t+1} = ρ x_t + (1 - ρ) c` has the solution `x_t = c + ρ^t (x_0 - c)`, so that the work does not grow with
 * brands × periods unless the path is wanted.
 */
export function settle(
  { x, habit, choice, shareDays, path, choosing, at }: Walk,
  { days, decay: { left, leftDays, allDays } }: { days: Float64Array; decay: Decay },
): void {
  const n = x.length;
  for (let k = 0; choosing && k < days.length; k++) choosing[at / n + k] = 1 - habit;
  for (let j = 0; j < n; j++) {
    const gap = x[j]! - choice[j]!;
    let rest = gap;
    for (let k = 0; path && k < days.length; k++) {
      rest *= habit;
      path[at + k * n + j] = choice[j]! + rest;
    }
    shareDays[j] = shareDays[j]! + (allDays * choice[j]! + leftDays * gap);
    x[j] = choice[j]! + left * gap;
  }
}

/** As `settle`, where some find their brand gone or harder to find and choose anew with the others. */
export function resettle(
  { x, habit, choice, shareDays, path, choosing, at }: Walk,
  { days, available }: { days: Float64Array; available: Float64Array },
): void {
  const n = x.length;
  for (let k = 0; k < days.length; k++) {
    let repeating = 0;
    for (let j = 0; j < n; j++) {
      x[j] = habit * available[j]! * x[j]!;
      repeating += x[j]!;
    }
    const anew = 1 - repeating;
    if (choosing) choosing[at / n + k] = anew;
    for (let j = 0; j < n; j++) {
      x[j] = x[j]! + anew * choice[j]!;
      shareDays[j] = shareDays[j]! + days[k]! * x[j]!;
      if (path) path[at + k * n + j] = x[j]!;
    }
  }
}
