import { cellLuck, meanFactor } from "../model/twin/luck.js";
import type { Twin, TwinCell } from "../schema/twin.js";
import type { Plan } from "./plan.js";

/** Luck of a cell over a run's horizon; variances are over x(1 − x). */
export interface RunLuck {
  /** Of one period's share. */
  readonly period: number;
  /** Of the mean over the horizon. */
  readonly mean: number;
  /** Of the mean over the horizon, the sampling of people alone. */
  readonly people: number;
  /** Variance of a mean of independent periods over that of one. */
  readonly perPeriod: number;
}

/**
 * Luck of each cell over the horizon, without draws.
 *
 * @returns a function of the cell; what cells of one persona have in common is computed once
 */
export function createLuckTable(twin: Twin, plan: Plan): (cell: TwinCell) => RunLuck {
  const known = new Map<number, number>();
  const days = new Float64Array(plan.steps.length);
  for (let k = 0; k < days.length; k++) days[k] = plan.steps[k]!.days;
  const perPeriod = meanFactor(days, 0);
  return (cell) => {
    const { variance, persistence } = cellLuck(twin, cell);
    let factor = known.get(persistence);
    if (factor === undefined) {
      factor = meanFactor(days, persistence);
      known.set(persistence, factor);
    }
    const people = (twin.luck?.dispersion ?? 1) / Math.max(1, cell.people);
    return { period: variance, mean: factor * variance, people: factor * people, perPeriod };
  };
}

/** Standard deviation of a share's luck. */
export const shareLuck = (share: number, variance: number): number =>
  Math.sqrt(variance * Math.max(0, share * (1 - share)));

/**
 * Standard deviation of a change's luck when the same people are asked in both worlds.
 *
 * Of `n` people each changes with probability |Δ|, so that |Δ|(1 − |Δ|) is to the change what x(1 − x) is to a share;
 * what surveys scatter beyond people hits both worlds alike and is left as the difference of its two spreads.
 */
export function changeLuck(
  { result, baseline }: { result: number; baseline: number },
  { mean, people }: RunLuck,
): number {
  const moved = Math.abs(result - baseline);
  if (moved === 0) return 0;
  const common = shareLuck(result, mean - people) - shareLuck(baseline, mean - people);
  return Math.sqrt(people * moved * (1 - moved) + common * common);
}
