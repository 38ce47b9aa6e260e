import { type Columns, createColumns, less } from "./columns.js";
import type { Plan } from "./plan.js";

/** Consecutive periods under one segment. */
export interface Stretch {
  readonly segment: number;
  /** First period, counted from the start of the horizon. */
  readonly first: number;
  /** Days of each period that lie in the horizon: all alike but the last, which may be cut short. */
  readonly days: Float64Array;
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
    left: new Float64Array(habit.length),
    leftDays: new Float64Array(habit.length),
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

/** How shares go through the periods of a stretch. */
export interface Track {
  /** True where each share runs one way from the first period to the last, and as many choose anew in each. */
  readonly straight: boolean;
  /** Writes one brand's shares at the ends of the periods under a draw, and the shares of people who choose anew. */
  fill(out: { share: Float64Array; choosing: Float64Array }, j: number, d: number): void;
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
 */
export function settle(
  { x }: Walk,
  {
    choice,
    shareDays,
    decay: { left, leftDays, allDays },
  }: Omit<Conditions, "stretch"> & { decay: Decay },
): void {
  for (let j = 0; j < x.length; j++) {
    const share = x[j]!;
    const c = choice[j]!;
    const sum = shareDays[j]!;
    for (let d = 0; d < share.length; d++) {
      const gap = share[d]! - c[d]!;
      sum[d]! += allDays * c[d]! + leftDays[d]! * gap;
      share[d] = c[d]! + left[d]! * gap;
    }
  }
}

/** The periods of a stretch that `settle` is about to leap over, for a look at each. */
export function lookAhead(
  { x, habit }: Walk,
  { stretch: { first, days }, choice, look }: Omit<Conditions, "shareDays"> & { look: Look },
): void {
  const rest = x.map((share, j) => less(share, choice[j]!));
  const seen = createColumns(x.length, habit.length);
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

/** The track that `settle` is about to leap over. */
export function trackAhead(
  { x, habit }: Walk,
  { stretch: { days }, choice }: Pick<Conditions, "stretch" | "choice">,
): Track {
  return {
    straight: true,
    fill({ share, choosing }, j, d) {
      const rho = habit[d]!;
      const c = choice[j]![d]!;
      let gap = x[j]![d]! - c;
      for (let k = 0; k < days.length; k++) {
        gap *= rho;
        share[k] = c + gap;
        choosing[k] = 1 - rho;
      }
    },
  };
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
  const seen: { shares: Columns; anew: Float64Array }[] = [];
  for (let k = 0; k < days.length; k++) {
    const anew = new Float64Array(habit.length);
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
    if (tracked) seen.push({ shares: x.map((share) => share.slice()), anew });
  }
  return {
    straight: false,
    fill({ share, choosing }, j, d) {
      for (let k = 0; k < seen.length; k++) {
        share[k] = seen[k]!.shares[j]![d]!;
        choosing[k] = seen[k]!.anew[d]!;
      }
    },
  };
}
