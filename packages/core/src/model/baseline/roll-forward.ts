import type { VariantFit } from "./fit-variant.js";
import { advance, deviation, expect, type FilterState, learn, startState } from "./state-filter.js";
import { reachOf } from "./wander.js";

/** Forecasts of every period from so many periods before, and what was known at the end. */
export interface Forecasts {
  /** Periods ahead, ascending; the rows of the arrays below, each with one place for each period of the series. */
  readonly horizons: readonly number[];
  /** On the standardised scale; NaN where there was no such forecast. */
  readonly means: readonly Float64Array[];
  readonly deviations: readonly Float64Array[];
  readonly state: FilterState;
}

/**
 * Foretells every period from what was known some periods before, effects and all.
 *
 * @remarks Only the prior variances, the wander and which values are outliers are from the whole series.
 * @param options.from - first origin that forecasts are made from
 * @param options.spreads - whether standard deviations are wanted: they are what takes time
 */
export function rollForward(
  { design, evidence, y, excess }: VariantFit,
  { horizons, from, spreads }: { horizons: readonly number[]; from: number; spreads: boolean },
): Forecasts {
  const { x, gaps, blockOf } = design;
  const k = blockOf.length;
  const n = y.length;
  const state = startState(evidence, blockOf);
  const reach = reachOf(evidence.wander, horizons[horizons.length - 1] ?? 1);
  const means = horizons.map(() => new Float64Array(n).fill(Number.NaN));
  const deviations = horizons.map(() => new Float64Array(n).fill(Number.NaN));
  const rowAt = new Map<number, number>();
  const place = new Int32Array(n);
  for (let t = 0; t < n; t++) {
    place[t] = (t > 0 ? place[t - 1]! : 0) + gaps[t]!;
    rowAt.set(place[t]!, t);
  }
  for (let t = 0; t < n; t++) {
    advance(state, gaps[t]!);
    if (Number.isNaN(y[t]!)) continue;
    learn(state, { x: x.subarray(t * k, t * k + k), y: y[t]!, excess: excess[t]! });
    if (t < from) continue;
    horizons.forEach((ahead, h) => {
      const target = rowAt.get(place[t]! + ahead);
      if (target === undefined || Number.isNaN(y[target]!)) return;
      const question = { x: x.subarray(target * k, target * k + k), ahead, reach };
      means[h]![target] = expect(state, question);
      if (spreads) deviations[h]![target] = deviation(state, question);
    });
  }
  return { horizons, means, deviations, state };
}
