import { pooledQuantiles, priorQuantiles } from "./band-quantile.js";
import { weighEvidence } from "./evidence.js";
import type { VariantFit } from "./fit-variant.js";
import { residualPath } from "./residual-path.js";
import { deviation, type FilterState } from "./state-filter.js";
import { reachOf } from "./wander.js";

/** Parts of the blocks, each held out once. */
export const PARTS = 5;
/** Periods of a block. */
const BLOCK = 7;
/** Errors of a block that count as one. */
const ALIKE = 2;

/** Whether a row is of a block that is held out in one of the parts. */
export const isHeldOut = (t: number, part: number) => Math.floor(t / BLOCK) % PARTS === part;

/**
 * What a variant says of held-out blocks of seven periods from what lies on both sides of them, on its scale (standardised).
 *
 * Effects and residuals are estimated anew without the blocks; the wander and the start of the priors are those of all rows.
 *
 * @returns one place for each period; NaN where there is no value
 * @see Roberts et al., Cross-validation strategies for data with temporal, spatial, hierarchical, or phylogenetic structure,
 * Ecography 40 (2017)
 */
export function interpolatedMeans({ design, evidence, y, excess }: VariantFit): Float64Array {
  const { x, gaps, columns } = design;
  const k = columns.length;
  const means = new Float64Array(y.length).fill(Number.NaN);
  for (let part = 0; part < PARTS; part++) {
    const known = y.map((value, t) => (isHeldOut(t, part) ? Number.NaN : value));
    if (!known.some((value) => !Number.isNaN(value))) continue;
    const { wander, priors } = evidence;
    const without = weighEvidence(design, { y: known, wander, excess, priors });
    const path = residualPath(design, { y: known, evidence: without, excess });
    let step = 0;
    for (let t = 0; t < y.length; t++) {
      step += gaps[t]!;
      if (!isHeldOut(t, part) || Number.isNaN(y[t]!)) continue;
      let mean = path.level[step]! + path.short[step]!;
      for (let j = 0; j < k; j++) mean += x[t * k + j]! * without.effects[j]!;
      means[t] = mean;
    }
  }
  return means;
}

/** Quantiles of the errors within held-out blocks, in the deviations that bands within the series are made of. */
export function quantilesBetween(
  { design, evidence, y }: VariantFit,
  {
    between,
    state,
    probabilities,
  }: { between: Float64Array; state: FilterState; probabilities: readonly number[] },
): number[] {
  const k = design.columns.length;
  const reach = reachOf(evidence.wander, 1);
  const errors: number[] = [];
  between.forEach((mean, t) => {
    if (Number.isNaN(mean)) return;
    const x = design.x.subarray(t * k, t * k + k);
    errors.push((y[t]! - mean) / deviation(state, { x, ahead: 1, reach }));
  });
  return pooledQuantiles(errors, {
    probabilities,
    prior: priorQuantiles(probabilities),
    alike: ALIKE,
  }).sort((a, b) => a - b);
}
