import { type Columns, cellColumns, copyOf, less, zeros } from "./columns.js";
import type { Plan } from "./plan.js";

/** Consecutive periods under one segment. */
export interface Stretch {
  readonly segment: number;
  /** First period, counted from the start of the horizon. */
  readonly first: number;
  /** Days of each period that lie in the horizon: all alike but the last, which may be cut short. */
  readonly days: Float64Array;
}

const cuts = new WeakMap<Plan, readonly Stretch[]>();

/** Cuts a plan where its segment changes; once for each plan. */
export function stretchesOf(plan: Plan): readonly Stretch[] {
  const known = cuts.get(plan) ?? cut(plan);
  cuts.set(plan, known);
  return known;
}

function cut({ steps }: Plan): Stretch[] {
  const stretches: { segment: number; first: number; days: number[] }[] = [];
  steps.forEach((step, k) => {
    const last = stretches.at(-1);
    if (last?.segment === step.segment) last.days.push(step.days);
    else stretches.push({ segment: step.segment, first: k, days: [step.days] });
  });
  return stretches.map((stretch) => ({ ...stretch, days: Float64Array.from(stretch.days) }));
}

/** How a gap closes over a stretch, over the draws. */
export interface Decay {
  /** What is left of it at the end. */
  readonly left: Float64Array;
  /** Σ days × what is left of it at each period's end. */
  readonly leftDays: Float64Array;
  readonly allDays: number;
}

/** `ρ^m` by squaring and `Σ ρ^k = ρ (1 - ρ^m) / (1 - ρ)` over a stretch, of each draw's habit. */
export function decayOver(days: Float64Array, habit: Float64Array): Decay {
  const periods = days.length;
  const each = days[0]!;
  const last = days[periods - 1]!;
  const decay = {
    left: zeros(habit.length),
    leftDays: zeros(habit.length),
    allDays: each * (periods - 1) + last,
  };
  for (let d = 0; d < habit.length; d++) {
    const rho = habit[d]!;
    let left = 1;
    for (let power = rho, rest = periods; rest > 0; rest >>= 1, power *= power) {
      if (rest & 1) left *= power;
    }
    decay.left[d] = left;
    decay.leftDays[d] = (each * rho * (1 - left)) / (1 - rho) - (each - last) * left;
  }
  return decay;
}

/** Looks at the shares of each brand at the end of a period. */
export type Look = (period: number, shares: Columns) => void;

/**
 * How shares go through the periods of a stretch: from `x` towards `choice`, `1 - habit` of all people choosing anew in
 * each period, or as they were seen at the end of each.
 */
export type Track =
  | {
      readonly straight: true;
      readonly x: Columns;
      readonly choice: Columns;
      readonly habit: Float64Array;
    }
  | { readonly straight: false; readonly seen: readonly PeriodEnd[] };

/** Shares of brands, and of the people who chose anew, over the draws. */
interface PeriodEnd {
  readonly shares: Columns;
  readonly anew: Float64Array;
}

/** Shares on their way through the horizon, over the draws. */
export interface Walk {
  /** Shares now. */
  readonly x: Columns;
  /** Probability of repeating a brand. */
  readonly habit: Float64Array;
}

/** What happens in a stretch. */
interface Conditions {
  readonly stretch: Stretch;
  /** Choice rows of those who don't repeat. */
  readonly choice: Columns;
  /** Receives Σ days × share, per brand. */
  readonly shareDays: Columns;
}

/**
 * Carries shares through a stretch of periods in which everyone finds their brand.
 *
 * `x_{t+1} = ρ x_t + (1 - ρ) c` has the solution `x_t = c + ρ^t (x_0 - c)`, so that the work does not grow with
 * brands × periods.
 *
 * @param options.to - receives the shares at the end, may be those at the start; null after the last stretch
 */
export function settle(
  x: Columns,
  {
    choice,
    shareDays,
    decay: { left, leftDays, allDays },
    to,
  }: Omit<Conditions, "stretch"> & { decay: Decay; to: Columns | null },
): void {
  for (let j = 0; j < x.length; j++) {
    const share = x[j]!;
    const c = choice[j]!;
    const sum = shareDays[j]!;
    const end = to?.[j];
    for (let d = 0; d < share.length; d++) {
      sum[d]! += allDays * c[d]! + leftDays[d]! * (share[d]! - c[d]!);
    }
    if (!end) continue;
    for (let d = 0; d < share.length; d++) end[d] = c[d]! + left[d]! * (share[d]! - c[d]!);
  }
}

/** The periods of a stretch that `settle` is about to leap over, for a look at each. */
export function lookAhead(
  { x, habit }: Walk,
  { stretch: { first, days }, choice, look }: Omit<Conditions, "shareDays"> & { look: Look },
): void {
  const rest = x.map((share, j) => less(share, choice[j]!));
  const seen = cellColumns(x.length, habit.length);
  for (let k = 0; k < days.length; k++) {
    for (let j = 0; j < x.length; j++) {
      const c = choice[j]!;
      const gap = rest[j]!;
      const share = seen[j]!;
      for (let d = 0; d < gap.length; d++) {
        gap[d]! *= habit[d]!;
        share[d] = c[d]! + gap[d]!;
      }
    }
    look(first + k, seen);
  }
}

/**
 * As `settle`, where some find their brand gone or harder to find and choose anew with the others.
 *
 * @returns the track that was taken; empty unless `tracked`
 */
export function resettle(
  { x, habit }: Walk,
  {
    stretch: { first, days },
    choice,
    shareDays,
    available,
    look,
    tracked,
  }: Conditions & { available: Float64Array; look: Look | null; tracked: boolean },
): Track {
  const seen: PeriodEnd[] = [];
  for (let k = 0; k < days.length; k++) {
    const anew = zeros(habit.length);
    for (let j = 0; j < x.length; j++) {
      const share = x[j]!;
      for (let d = 0; d < share.length; d++) {
        share[d] = habit[d]! * available[j]! * share[d]!;
        anew[d]! += share[d]!;
      }
    }
    for (let d = 0; d < anew.length; d++) anew[d] = 1 - anew[d]!;
    for (let j = 0; j < x.length; j++) {
      const share = x[j]!;
      const c = choice[j]!;
      const sum = shareDays[j]!;
      for (let d = 0; d < share.length; d++) {
        share[d]! += anew[d]! * c[d]!;
        sum[d]! += days[k]! * share[d]!;
      }
    }
    look?.(first + k, x);
    if (tracked) seen.push({ shares: x.map(copyOf), anew });
  }
  return { straight: false, seen };
}
