import { normalQuantile, quantileSorted } from "../../math/index.js";
import { quantileName } from "./band-quantile.js";
import type { Series } from "./read-series.js";

/** A forecast by median and quantiles. */
export interface QuantileForecast {
  readonly value: number;
  readonly bands: Readonly<Record<string, number>>;
}

/**
 * The value of the same day a week ago (of the period before where the cadence is not daily), a round of the season or
 * more back; bands by what such forecasts missed within the rows learnt from.
 *
 * @param options.isStepwise - whether values of earlier asked rows are known by then
 */
export function seasonalNaive(
  train: Series,
  {
    asked,
    step,
    probabilities,
    isStepwise,
  }: { asked: Series; step: number; probabilities: readonly number[]; isStepwise: boolean },
): QuantileForecast[] {
  const lag = step === 1 ? 7 : step;
  const known = new Map<number, number>();
  const recall = (day: number) => {
    const first = train.days[0]!;
    for (let back = day - lag; back >= first; back -= lag) {
      const value = known.get(back);
      if (value !== undefined) return value;
    }
    return last;
  };
  let last = train.values.find((value) => !Number.isNaN(value)) ?? 0;
  const misses: number[] = [];
  const learn = (day: number, value: number) => {
    if (Number.isNaN(value)) return;
    known.set(day, value);
    last = value;
  };
  train.days.forEach((day, t) => {
    const value = train.values[t]!;
    if (t > 0 && !Number.isNaN(value)) misses.push(value - recall(day));
    learn(day, value);
  });
  const sorted = Float64Array.from(misses).sort();
  const quantiles = probabilities.map((p) =>
    sorted.length > 1 ? quantileSorted(sorted, p) : normalQuantile(p),
  );
  return Array.from(asked.days, (day, t) => {
    const value = recall(day);
    if (isStepwise) learn(day, asked.values[t]!);
    const bands = Object.fromEntries(
      probabilities.map((p, i) => [quantileName(p), p === 0.5 ? value : value + quantiles[i]!]),
    );
    return { value, bands };
  });
}
