import { type NormalPrior, normalPrior, type PosteriorRoom } from "./normal-posterior.js";

/** What is believed of a variance: so many choosers' worth of it being this, in working units. */
export const BELIEF_CHOOSERS = 2;
export const BELIEF_VARIANCE = 0.02;
const START_VARIANCE = 0.3;

/** A normal population while it is fitted. */
export interface NormalState {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
  readonly offsets: readonly Float64Array[];
  readonly offsetVariance: Float64Array;
  readonly smoothing: number | null;
}

export function firstState(mean: Float64Array, personas: number): Omit<NormalState, "smoothing"> {
  const p = mean.length;
  const covariance = new Float64Array(p * p);
  for (let i = 0; i < p; i++) covariance[i * p + i] = START_VARIANCE;
  return {
    mean: mean.slice(),
    covariance,
    offsets: Array.from({ length: personas }, () => new Float64Array(p)),
    offsetVariance: new Float64Array(p).fill(personas > 1 ? BELIEF_VARIANCE : 0),
  };
}

/** The prior of choosers without a known persona, then of each persona's. */
export function priorsOf({
  mean,
  covariance,
  offsets,
  offsetVariance,
}: NormalState): NormalPrior[] {
  const p = mean.length;
  const wide = covariance.slice();
  for (let i = 0; i < p; i++) wide[i * p + i] = wide[i * p + i]! + offsetVariance[i]!;
  const own = normalPrior(mean, covariance);
  return [
    normalPrior(mean, wide),
    ...offsets.map((offset) => ({ ...own, mean: mean.map((value, i) => value + offset[i]!) })),
  ];
}

/** Sums over choosers, by persona (the first is of no persona). */
export interface Moments {
  readonly counts: Float64Array;
  readonly first: Float64Array[];
  /** Of all choosers: posterior second moments around their persona's old mean. */
  readonly second: Float64Array;
}

export function emptyMoments(p: number, personas: number): Moments {
  return {
    counts: new Float64Array(personas + 1),
    first: Array.from({ length: personas + 1 }, () => new Float64Array(p)),
    second: new Float64Array(p * p),
  };
}

export function addMoments(
  { counts, first, second }: Moments,
  { thetas, weights }: PosteriorRoom,
  { persona, prior, scores }: { persona: number; prior: NormalPrior; scores: Float64Array },
): void {
  const p = prior.mean.length;
  const mine = new Float64Array(p);
  const squares = new Float64Array(p * p);
  const away = new Float64Array(p);
  for (let r = 0; r < weights.length; r++) {
    const weight = weights[r]!;
    if (weight < 1e-9) continue;
    for (let i = 0; i < p; i++) {
      away[i] = thetas[r * p + i]! - prior.mean[i]!;
      mine[i] = mine[i]! + weight * away[i]!;
      const scaled = weight * away[i]!;
      for (let j = 0; j <= i; j++) squares[i * p + j] = squares[i * p + j]! + scaled * away[j]!;
    }
  }
  counts[persona + 1] = counts[persona + 1]! + 1;
  const sums = first[persona + 1]!;
  for (let i = 0; i < p; i++) sums[i] = sums[i]! + mine[i]!;
  for (let i = 0; i < p * p; i++) second[i] = second[i]! + squares[i]!;
  for (let i = 0; i < p; i++) {
    let byMean = 0;
    let bySpread = -1;
    for (let j = 0; j < p; j++) {
      byMean += prior.precision[i * p + j]! * mine[j]!;
      bySpread += prior.precision[i * p + j]! * squares[Math.max(i, j) * p + Math.min(i, j)]!;
    }
    scores[i] = byMean;
    scores[p + i] = bySpread;
  }
}

/** The next state of the EM algorithm. */
export function nextState(
  { counts, first, second }: Moments,
  { correlated, choosers, state }: { correlated: boolean; choosers: number; state: NormalState },
): NormalState {
  const p = state.mean.length;
  const personas = state.offsets.length;
  const covariance = new Float64Array(p * p);
  const mean = new Float64Array(p);
  const offsets = state.offsets.map(() => new Float64Array(p));
  const offsetVariance = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    const within = state.covariance[i * p + i]!;
    const between = state.offsetVariance[i]!;
    // Means of personas, drawn towards the mean of all.
    let above = 0;
    let below = 0;
    for (let g = 0; g <= personas; g++) {
      if (counts[g]! === 0) continue;
      const old = g === 0 ? 0 : state.offsets[g - 1]![i]!;
      const variance = within / counts[g]! + between;
      above += (first[g]![i]! / counts[g]! + old) / variance;
      below += 1 / variance;
    }
    const centre = below > 0 ? above / below : 0;
    mean[i] = state.mean[i]! + centre;
    let spread = BELIEF_VARIANCE * 0.1;
    for (let g = 1; g <= personas; g++) {
      if (counts[g]! === 0 || personas < 2) continue;
      const noise = within / counts[g]!;
      const found = first[g]![i]! / counts[g]! + state.offsets[g - 1]![i]! - centre;
      const kept = between / (between + noise);
      offsets[g - 1]![i] = kept * found;
      spread += offsets[g - 1]![i]! * offsets[g - 1]![i]! + kept * noise;
    }
    offsetVariance[i] = personas > 1 ? spread / (personas + 1) : 0;
  }
  // Moments are around the old means: move them to the new ones.
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      if (i !== j && !correlated) continue;
      let value = second[i * p + j]!;
      for (let g = 0; g <= personas; g++) {
        const a = shift(i, g);
        const b = shift(j, g);
        value += counts[g]! * a * b - a * first[g]![j]! - b * first[g]![i]!;
      }
      const believed = i === j ? BELIEF_CHOOSERS * BELIEF_VARIANCE : 0;
      covariance[i * p + j] = (value + believed) / (choosers + BELIEF_CHOOSERS);
      covariance[j * p + i] = covariance[i * p + j]!;
    }
  }
  return { mean, covariance, offsets, offsetVariance, smoothing: state.smoothing };

  function shift(i: number, g: number): number {
    const moved = mean[i]! - state.mean[i]!;
    return g === 0 ? moved : moved + offsets[g - 1]![i]! - state.offsets[g - 1]![i]!;
  }
}
