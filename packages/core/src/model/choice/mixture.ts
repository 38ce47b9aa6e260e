import { exp } from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";
import { logitShares } from "./logit-sums.js";
import { nestedShares } from "./nested-shares.js";
import {
  findMode,
  normalCloud,
  normalPrior,
  posteriorRoom,
  samplePosterior,
} from "./normal-posterior.js";
import type { Estimate } from "./population.js";

/** What is believed of a chooser just before an occasion. */
export interface Mixture {
  /** Number of the occasion in the design. */
  readonly occasion: number;
  readonly count: number;
  readonly parameters: number;
  /** Coefficients that the chooser may have, count × parameters. */
  readonly thetas: Float64Array;
  /** Probability of each. */
  readonly weights: Float64Array;
}

const SETS = 64;
/** Below this share of points that still count, a chooser's points are drawn anew. */
const LEAST_EFFECTIVE = 0.5;

/**
 * Walks through the occasions, chooser by chooser, and tells before each what is believed of the chooser's coefficients from the choices
 * before it, and from none after.
 *
 * @remarks The design's loyalty column must be filled. What `visit` is given holds until it returns.
 */
export function followChoosers(
  design: ChoiceDesign,
  estimate: Estimate,
  { points = 128, seed = 0 }: { points?: number; seed?: number },
  visit: (mixture: Mixture) => void,
): void {
  if (estimate.population.kind === "points") followPoints(design, estimate, visit);
  else followNormal(design, estimate, { points, seed }, visit);
}

function followPoints(
  design: ChoiceDesign,
  estimate: Estimate,
  visit: (mixture: Mixture) => void,
): void {
  const { population } = estimate;
  if (population.kind !== "points") return;
  const { parameters, choosers, chooserStart, chosen } = design;
  const count = population.thetas.length;
  const thetas = new Float64Array(count * parameters);
  for (let c = 0; c < count; c++) thetas.set(population.thetas[c]!, c * parameters);
  const weights = new Float64Array(count);
  const share = new Float64Array(design.frame.alternatives.length);
  for (let h = 0; h < choosers; h++) {
    weights.set(population.shares);
    for (let t = chooserStart[h]!; t < chooserStart[h + 1]!; t++) {
      visit({ occasion: t, count, parameters, thetas, weights });
      if (chosen[t]! < 0 || count === 1) continue;
      let total = 0;
      for (let c = 0; c < count; c++) {
        weights[c] = weights[c]! * exp(logitShares(design, t, population.thetas[c]!, share));
        total += weights[c]!;
      }
      for (let c = 0; c < count; c++) weights[c] = weights[c]! / total;
    }
  }
}

function followNormal(
  design: ChoiceDesign,
  { population }: Estimate,
  { points, seed }: { points: number; seed: number },
  visit: (mixture: Mixture) => void,
): void {
  if (population.kind !== "normal") return;
  const { mean, covariance, offsets, offsetVariance } = population;
  const p = design.parameters;
  const { choosers, chooserStart, chosen } = design;
  const wide = covariance.slice();
  for (let i = 0; i < p; i++) wide[i * p + i] = wide[i * p + i]! + offsetVariance[i]!;
  const unknown = normalPrior(mean, wide);
  const known = normalPrior(mean, covariance);
  const room = posteriorRoom(design, points);
  const { thetas, weights } = room;
  const cloud = normalCloud(points, { dimensions: p, sets: SETS, seed });
  const share = new Float64Array(design.frame.alternatives.length);
  const mode = new Float64Array(p);
  for (let h = 0; h < choosers; h++) {
    const persona = design.persona[h]!;
    const prior =
      persona < 0
        ? unknown
        : { ...known, mean: mean.map((value, i) => value + offsets[persona]![i]!) };
    const from = chooserStart[h]!;
    mode.set(prior.mean);
    const renew = (to: number) => {
      findMode(design, { from, to }, { prior, mode, steps: 4 }, room);
      samplePosterior(design, { from, to }, { prior, mode, cloud: cloud.sets[h % SETS]! }, room);
    };
    renew(from);
    for (let t = from; t < chooserStart[h + 1]!; t++) {
      visit({ occasion: t, count: points, parameters: p, thetas, weights });
      if (chosen[t]! < 0 || t + 1 === chooserStart[h + 1]!) continue;
      let total = 0;
      let squares = 0;
      for (let r = 0; r < points; r++) {
        const theta = thetas.subarray(r * p, r * p + p);
        weights[r] = weights[r]! * exp(logitShares(design, t, theta, share));
        total += weights[r]!;
        squares += weights[r]! * weights[r]!;
      }
      if (!(total > 0) || (total * total) / squares < LEAST_EFFECTIVE * points) renew(t + 1);
      else for (let r = 0; r < points; r++) weights[r] = weights[r]! / total;
    }
  }
}

/**
 * Probability of each row of an occasion under a mixture, which may have been told of another design of the same occasion (with other
 * prices, say).
 *
 * @param out - receives the probabilities, in the rows' order
 * @param each - told of the probabilities at each point with its weight, if given
 */
export function mixedShares(
  design: ChoiceDesign,
  { occasion, count, parameters, thetas, weights }: Mixture,
  { nests }: Pick<Estimate, "nests">,
  out: Float64Array,
  each?: (share: Float64Array, theta: Float64Array, weight: number) => void,
): void {
  const size = design.rowStart[occasion + 1]! - design.rowStart[occasion]!;
  const share = new Float64Array(design.frame.alternatives.length);
  out.fill(0, 0, size);
  for (let r = 0; r < count; r++) {
    const weight = weights[r]!;
    if (weight === 0) continue;
    const theta = thetas.subarray(r * parameters, (r + 1) * parameters);
    if (nests === null) logitShares(design, occasion, theta, share);
    else nestedShares(design, occasion, { theta, nests }, share);
    for (let i = 0; i < size; i++) out[i] = out[i]! + weight * share[i]!;
    each?.(share, theta, weight);
  }
}
