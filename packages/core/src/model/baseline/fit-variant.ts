import { mean as meanOf } from "../../math/index.js";
import { type Design, designOf } from "./design.js";
import type { Evidence } from "./evidence.js";
import type { FeaturePlan } from "./feature-plan.js";
import type { Series } from "./read-series.js";
import { residualPath } from "./residual-path.js";
import { searchWander, type WanderKind } from "./search-wander.js";
import { type BaselineTransform, transformed } from "./transform.js";

/** One way to model a series. */
export interface Variant {
  readonly transform: BaselineTransform;
  readonly wander: WanderKind;
  readonly trend: boolean;
  readonly lags: 0 | 1;
  readonly bends: boolean;
  readonly interactions: boolean;
}

/** A variant with its estimates. */
export interface VariantFit {
  readonly variant: Variant;
  readonly design: Design;
  readonly evidence: Evidence;
  /** Values on the scale, less `centre`, by `spread`; NaN where missing. */
  readonly y: Float64Array;
  readonly centre: number;
  readonly spread: number;
  readonly excess: Float64Array;
}

const MOST_PASSES = 16;

/** Estimates a variant; outliers, found at a first pass, weigh less at the second. */
export function fitVariant(
  series: Series,
  { variant, plan, near = null }: { variant: Variant; plan: FeaturePlan; near?: VariantFit | null },
): VariantFit {
  const { transform, trend, bends, interactions } = variant;
  const design = designOf(series, { ...plan, trend, bends, interactions });
  const { y, centre, spread } = standardise(series.values, transform);
  const isNear = near !== null && near.variant.transform === transform;
  let excess = isNear ? near.excess : new Float64Array(y.length);
  const search = (from: Evidence | null) =>
    searchWander(design, { y, excess, kind: variant.wander, lags: variant.lags, near: from });
  let evidence = search(near?.evidence ?? null);
  // One huge outlier makes the noise so large that it hides in it: as long as the noise falls, look again.
  for (let pass = 0; !isNear && pass < MOST_PASSES; pass++) {
    const { noise } = evidence;
    excess = residualPath(design, { y, evidence, excess }).excess;
    evidence = search(evidence);
    if (evidence.noise > noise / 2) break;
  }
  return { variant, design, evidence, y, centre, spread, excess };
}

function standardise(values: Float64Array, transform: BaselineTransform) {
  const placed = values.map((value) =>
    Number.isNaN(value) ? value : transformed(value, transform),
  );
  const known = placed.filter((value) => !Number.isNaN(value));
  const centre = meanOf(known);
  const size = Math.max(1, Math.abs(centre));
  let squares = 0;
  for (const value of known) {
    const away = (value - centre) / size;
    squares += away * away;
  }
  const deviation = Math.sqrt(squares / known.length) * size;
  // A constant has no spread: a thousandth of its size will do.
  const spread = deviation > 0 ? deviation : Math.abs(centre) / 1000 || 1;
  return { y: placed.map((value) => (value - centre) / spread), centre, spread };
}
