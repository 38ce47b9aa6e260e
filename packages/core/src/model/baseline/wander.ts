import * as z from "zod";

/** Parts of the state that wander: level, slope and what is left of yesterday's residual. They come before the effects. */
export const WANDERING = 3;

/** How the series moves without a cause that is known; variances in units of the noise of one period. */
export const Wander = z.strictObject({
  level: z.number().nonnegative().meta({ description: "Variance of a period's step of the level" }),
  slope: z.number().nonnegative().meta({ description: "Variance of a period's step of the slope" }),
  damping: z.number().min(0).max(1).meta({ description: "Share of the slope that the next has" }),
  short: z.number().nonnegative().meta({ description: "Variance of new residual" }),
  persistence: z.number().min(0).max(0.999).meta({ description: "Share of residual that lasts" }),
});
export type Wander = z.infer<typeof Wander>;

/** What a state of now says of `steps` ahead: the weights of level, slope and residual, and the variance that comes in between. */
export interface Reach {
  readonly slope: Float64Array;
  readonly short: Float64Array;
  readonly variance: Float64Array;
}

/** Reaches from 0 to `most` steps ahead. */
export function reachOf(wander: Wander, most: number): Reach {
  const slope = new Float64Array(most + 1);
  const short = new Float64Array(most + 1).fill(1);
  const variance = new Float64Array(most + 1);
  for (let h = 1; h <= most; h++) {
    slope[h] = 1 + wander.damping * slope[h - 1]!;
    short[h] = short[h - 1]! * wander.persistence;
    // The step that comes first is the farthest back: it acts with the weights of h - 1 steps.
    variance[h] =
      variance[h - 1]! +
      wander.level +
      wander.slope * slope[h - 1]! * slope[h - 1]! +
      wander.short * short[h - 1]! * short[h - 1]!;
  }
  return { slope, short, variance };
}

/** Variance of residual before anything was seen. */
export function startVariance({ short, persistence }: Wander): number {
  return short / (1 - persistence * persistence);
}

/** Moves a covariance (n × n, the wandering parts first) one period on, in place. */
export function moveCovariance(
  p: Float64Array,
  { n, wander }: { n: number; wander: Wander },
): void {
  const { damping, persistence } = wander;
  for (let j = 0; j < n; j++) {
    p[j] = p[j]! + p[n + j]!;
    p[n + j] = damping * p[n + j]!;
    p[2 * n + j] = persistence * p[2 * n + j]!;
  }
  for (let i = 0; i < n; i++) {
    p[i * n] = p[i * n]! + p[i * n + 1]!;
    p[i * n + 1] = damping * p[i * n + 1]!;
    p[i * n + 2] = persistence * p[i * n + 2]!;
  }
  p[0] = p[0]! + wander.level;
  p[n + 1] = p[n + 1]! + wander.slope;
  p[2 * n + 2] = p[2 * n + 2]! + wander.short;
}

/** Moves a state one period on, in place. */
export function moveState(state: Float64Array, { damping, persistence }: Wander): void {
  state[0] = state[0]! + state[1]!;
  state[1] = damping * state[1]!;
  state[2] = persistence * state[2]!;
}
