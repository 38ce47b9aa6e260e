import { choleskyJittered, log, solveCholesky } from "../../math/index.js";
import type { Design } from "./design.js";
import { moveCovariance, startVariance, WANDERING, type Wander } from "./wander.js";

/** What the rows say of the effects, once a wander is taken for granted. */
export interface Evidence {
  readonly wander: Wander;
  /** Minus twice the log likelihood of the values, effects integrated out. */
  readonly deviance: number;
  /** Variance of the noise of one period. */
  readonly noise: number;
  /** Prior variance of each block of effects, in units of the noise. */
  readonly priors: Float64Array;
  readonly effects: Float64Array;
}

/** Prior variance of the level, in units of the noise: nothing is known of it. */
const WIDE = 1e4;
/** Observations that the prior of a block counts as, and the share of the series' variance that it expects. */
const PSEUDO = 1;
const EXPECTED = 0.1;
const ROUNDS = 8;
/** Rounds where the priors come from a neighbouring wander. */
const ROUNDS_AFTER = 2;
/** Sum of squares that the noise has beforehand. */
const WEAK = 1e-4;
const SMALLEST_PRIOR = 1e-8;

/**
 * Effects and their prior variances by maximum marginal likelihood, for a given wander.
 *
 * Values and columns pass the Kalman filter of the wander, which makes their errors independent (generalised least
 * squares); the prior variance of each block then follows from MacKay's fixed point.
 *
 * @param y - standardised values, NaN where missing
 * @param options.excess - what the variance of the noise of each period has beyond 1, for outliers
 * @param options.priors - where to start from
 * @see Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), section 3.4;
 * MacKay, Bayesian interpolation, Neural Computation 4 (1992)
 */
export function weighEvidence(
  { x, gaps, blockOf, blocks }: Design,
  {
    y,
    wander,
    excess,
    priors: start,
  }: { y: Float64Array; wander: Wander; excess: Float64Array; priors: Float64Array | null },
): Evidence {
  const k = blockOf.length;
  const { normal, right, square, logScale, rows } = whiten({ x, gaps, k }, { y, wander, excess });
  const counts = new Float64Array(blocks.length);
  for (let j = 0; j < k; j++) counts[blockOf[j]!]! += 1;
  const priors = start?.slice() ?? new Float64Array(blocks.length).fill(1);
  const rounds = start === null ? ROUNDS : ROUNDS_AFTER;
  const diagonal = new Float64Array(k);
  const a = new Float64Array(k * k);
  const squares = new Float64Array(blocks.length);
  const traces = new Float64Array(blocks.length);
  for (let round = 0; ; round++) {
    priors[0] = WIDE;
    a.set(normal);
    let logDeterminant = 0;
    for (let j = 0; j < k; j++) {
      const prior = priors[blockOf[j]!]!;
      a[j * k + j] = a[j * k + j]! + 1 / prior;
      logDeterminant += log(prior);
    }
    const { factor } = choleskyJittered(a, k);
    const effects = solveCholesky(factor, k, right);
    let explained = 0;
    for (let j = 0; j < k; j++) {
      explained += effects[j]! * right[j]!;
      logDeterminant += 2 * log(factor[j * k + j]!);
    }
    // A weak prior of one row at a hundredth of the series' variance keeps the noise above 0.
    const noise = (Math.max(0, square - explained) + WEAK) / (rows + 1);
    if (round === rounds) {
      const deviance = (rows + 1) * log(noise) + logScale + logDeterminant;
      return { wander, deviance, noise, priors, effects };
    }
    squares.fill(0);
    traces.fill(0);
    invertDiagonal(factor, k, diagonal);
    for (let j = 0; j < k; j++) {
      const b = blockOf[j]!;
      squares[b] = squares[b]! + (effects[j]! * effects[j]!) / noise;
      traces[b] = traces[b]! + diagonal[j]!;
    }
    const expected = Math.min(1, EXPECTED / noise);
    for (let b = 1; b < blocks.length; b++) {
      const determined = Math.max(0, counts[b]! - traces[b]! / priors[b]!);
      const next = (squares[b]! + PSEUDO * expected) / (determined + PSEUDO);
      priors[b] = Math.min(WIDE, Math.max(SMALLEST_PRIOR, next));
    }
  }
}

/** Diagonal of (L Lᵀ)⁻¹, and in place of `factor` the inverse of L. */
function invertDiagonal(factor: Float64Array, k: number, out: Float64Array): void {
  for (let j = 0; j < k; j++) {
    factor[j * k + j] = 1 / factor[j * k + j]!;
    for (let i = j + 1; i < k; i++) {
      let sum = 0;
      for (let m = j; m < i; m++) sum -= factor[i * k + m]! * factor[m * k + j]!;
      factor[i * k + j] = sum / factor[i * k + i]!;
    }
  }
  out.fill(0);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) out[j] = out[j]! + factor[i * k + j]! * factor[i * k + j]!;
  }
}

/** Sums of products of values and columns after the filter has made their errors independent, each of variance 1. */
function whiten(
  { x, gaps, k }: { x: Float64Array; gaps: Int32Array; k: number },
  { y, wander, excess }: { y: Float64Array; wander: Wander; excess: Float64Array },
) {
  const width = k + 1;
  const state = new Float64Array(WANDERING * width);
  const p = new Float64Array(WANDERING * WANDERING);
  p[8] = startVariance(wander);
  const normal = new Float64Array(k * k);
  const right = new Float64Array(k);
  const batch = new Float64Array(BATCH * width);
  let held = 0;
  let square = 0;
  let logScale = 0;
  let rows = 0;
  const { damping, persistence } = wander;
  for (let t = 0; t < y.length; t++) {
    for (let step = 0; step < gaps[t]!; step++) {
      moveCovariance(p, { n: WANDERING, wander });
      for (let c = 0; c < width; c++) {
        state[c] = state[c]! + state[width + c]!;
        state[width + c] = damping * state[width + c]!;
        state[2 * width + c] = persistence * state[2 * width + c]!;
      }
    }
    if (Number.isNaN(y[t]!)) continue;
    const g0 = p[0]! + p[2]!;
    const g1 = p[3]! + p[5]!;
    const g2 = p[6]! + p[8]!;
    const s = g0 + g2 + 1 + excess[t]!;
    const scale = 1 / Math.sqrt(s);
    const row = held * width;
    for (let c = 0; c < width; c++) {
      const value = c < k ? x[t * k + c]! : y[t]!;
      const error = value - state[c]! - state[2 * width + c]!;
      state[c] = state[c]! + (g0 / s) * error;
      state[width + c] = state[width + c]! + (g1 / s) * error;
      state[2 * width + c] = state[2 * width + c]! + (g2 / s) * error;
      batch[row + c] = error * scale;
    }
    for (let i = 0; i < WANDERING; i++) {
      const gi = i === 0 ? g0 : i === 1 ? g1 : g2;
      p[i * 3] = p[i * 3]! - (gi * g0) / s;
      p[i * 3 + 1] = p[i * 3 + 1]! - (gi * g1) / s;
      p[i * 3 + 2] = p[i * 3 + 2]! - (gi * g2) / s;
    }
    rows++;
    if (++held === BATCH) {
      addProducts(normal, right, { batch, k });
      held = 0;
    }
    const value = batch[row + k]!;
    square += value * value;
    logScale += log(s);
  }
  batch.fill(0, held * width);
  addProducts(normal, right, { batch, k });
  return { normal, right, square, logScale, rows };
}

/** Rows whose products are summed together: fewer passes over the matrix. */
const BATCH = 4;

function addProducts(
  normal: Float64Array,
  right: Float64Array,
  { batch, k }: { batch: Float64Array; k: number },
): void {
  const width = k + 1;
  const [second, third, fourth] = [width, 2 * width, 3 * width];
  const [y0, y1] = [batch[k]!, batch[second + k]!];
  const [y2, y3] = [batch[third + k]!, batch[fourth + k]!];
  for (let i = 0; i < k; i++) {
    const e0 = batch[i]!;
    const e1 = batch[second + i]!;
    const e2 = batch[third + i]!;
    const e3 = batch[fourth + i]!;
    right[i] = right[i]! + e0 * y0 + e1 * y1 + e2 * y2 + e3 * y3;
    const row = i * k;
    for (let j = 0; j <= i; j++) {
      normal[row + j] =
        normal[row + j]! +
        e0 * batch[j]! +
        e1 * batch[second + j]! +
        e2 * batch[third + j]! +
        e3 * batch[fourth + j]!;
    }
  }
}
