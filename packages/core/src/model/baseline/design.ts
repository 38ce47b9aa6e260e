import { type Column, columnsOf, createFeatures, type FeaturePlan } from "./feature-plan.js";
import type { Series } from "./read-series.js";

/** The regression that a plan makes of a series: what is known and must not be computed twice. */
export interface Design {
  readonly plan: FeaturePlan;
  readonly columns: readonly Column[];
  /** Row-major, periods × columns. */
  readonly x: Float64Array;
  /** Steps from the period before; 0 for the first. */
  readonly gaps: Int32Array;
  /** For each column, the number of its block; blocks in order of appearance. */
  readonly blockOf: Int32Array;
  readonly blocks: readonly string[];
}

/** Columns of a series, centred over the periods that have a value. */
export function designOf(series: Series, draft: FeaturePlan): Design {
  const columns = columnsOf(draft);
  const k = columns.length;
  const n = series.days.length;
  const x = new Float64Array(n * k);
  const plain = createFeatures({ ...draft, means: new Array<number>(k).fill(0) });
  const values = new Float64Array(series.regressors.length);
  const means = new Array<number>(k).fill(0);
  let seen = 0;
  for (let t = 0; t < n; t++) {
    for (let r = 0; r < values.length; r++) values[r] = series.regressors[r]![t]!;
    const row = x.subarray(t * k, t * k + k);
    plain(series.days[t]!, values, row);
    if (Number.isNaN(series.values[t]!)) continue;
    seen++;
    for (let j = 1; j < k; j++) means[j] = means[j]! + row[j]!;
  }
  for (let j = 1; j < k; j++) means[j] = means[j]! / Math.max(1, seen);
  for (let t = 0; t < n; t++) {
    for (let j = 1; j < k; j++) x[t * k + j] = x[t * k + j]! - means[j]!;
  }
  const blocks = [...new Set(columns.map(({ block }) => block))];
  return {
    plan: { ...draft, means },
    columns,
    x,
    gaps: gapsOf(series.days, draft.step),
    blockOf: Int32Array.from(columns, ({ block }) => blocks.indexOf(block)),
    blocks,
  };
}

/** Steps between neighbouring periods, at least one each. */
export function gapsOf(days: Float64Array, step: number): Int32Array {
  return Int32Array.from(days, (day, t) =>
    t === 0 ? 0 : Math.max(1, Math.round((day - days[t - 1]!) / step)),
  );
}
