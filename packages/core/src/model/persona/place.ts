import {
  chiSquaredQuantile,
  cholesky,
  exp,
  invertSymmetric,
  log,
  logSumExp,
} from "../../math/index.js";
import type { PersonaModel } from "./persona-model.js";
import { squared } from "./points.js";

/** All that telling the persona of a customer takes: plain data, for any engine. */
export type AssignmentRule = Pick<PersonaModel, "traits" | "components" | "noise" | "outlier">;

/** What a model needs outside of this library to assign customers: scales, components and thresholds. */
export function assignmentRule({
  traits,
  components,
  noise,
  outlier,
}: PersonaModel): AssignmentRule {
  return { traits, components, noise, outlier };
}

/** Where one customer stands among the personas. */
export interface Place {
  /** Probability of each persona among those that were fitted, noise left out; sums to 1. */
  readonly shares: Record<string, number>;
  /** Probability of scattered noise, 0 without it. */
  readonly noise: number;
  /** Least squared distance to a component, in its own standard deviations. */
  readonly squaredDistance: number;
  /** Greatest such distance at which a customer still belongs. */
  readonly threshold: number;
  readonly nearest: string;
  readonly belongs: boolean;
}

const LOG_TWO_PI = 1.8378770664093453;

/**
 * Places a customer.
 *
 * @param values - on the standard scale, in the order of `rule.traits`; NaN = not known
 */
export function place(rule: AssignmentRule, values: ArrayLike<number>): Place {
  const known: number[] = [];
  for (let j = 0; j < rule.traits.length; j++) if (!Number.isNaN(values[j])) known.push(j);
  const isWhole = known.length === rule.traits.length;
  const logs: number[] = [];
  let nearestSquare = Infinity;
  let most = -Infinity;
  for (const component of rule.components) {
    const { square, logPeak } = isWhole
      ? { square: squareOf(component, values), logPeak: component.logPeak }
      : marginal(component, values, known);
    nearestSquare = Math.min(nearestSquare, square);
    const value = logPeak - 0.5 * square;
    logs.push(value);
    most = Math.max(most, value);
  }
  let total = 0;
  const shares: Record<string, number> = {};
  rule.components.forEach(({ persona }, c) => {
    const density = exp(Math.max(-700, logs[c]! - most));
    shares[persona] = (shares[persona] ?? 0) + density;
    total += density;
  });
  let nearest = rule.components[0]!.persona;
  for (const persona of Object.keys(shares)) {
    shares[persona] = shares[persona]! / total;
    if (shares[persona]! > shares[nearest]!) nearest = persona;
  }
  // The box of the noise is not known trait by trait: with some traits absent only the distance tells.
  const scattered =
    rule.noise === null || !isWhole
      ? -Infinity
      : log(Math.max(1e-300, rule.noise.weight)) + rule.noise.logDensity;
  const odds = scattered - (most + log(total));
  const noise = odds > 700 ? 1 : 1 / (1 + exp(-Math.max(-700, odds)));
  const threshold = isWhole
    ? rule.outlier.squaredDistance
    : rule.outlier.inflation * chiSquaredQuantile(1 - rule.outlier.tail, known.length);
  const noiseProbability = scattered === -Infinity ? 0 : noise;
  return {
    shares,
    noise: noiseProbability,
    squaredDistance: nearestSquare,
    threshold,
    nearest,
    belongs: nearestSquare <= threshold && noiseProbability <= 0.5,
  };
}

type Component = PersonaModel["components"][number];

function squareOf({ mean, whitening }: Component, values: ArrayLike<number>): number {
  const d = mean.length;
  let total = 0;
  if (whitening.length === d) {
    for (let j = 0; j < d; j++) total += squared((values[j]! - mean[j]!) * whitening[j]!);
    return total;
  }
  for (let a = 0, at = 0; a < d; a++) {
    let z = 0;
    for (let b = 0; b <= a; b++, at++) z += whitening[at]! * (values[b]! - mean[b]!);
    total += z * z;
  }
  return total;
}

/** Distance and peak by the known traits alone: the component's marginal density. */
function marginal(
  { mean, whitening, weight }: Component,
  values: ArrayLike<number>,
  known: readonly number[],
): { square: number; logPeak: number } {
  const d = mean.length;
  const n = known.length;
  if (whitening.length === d) {
    let square = 0;
    let logPeak = log(Math.max(1e-300, weight)) - 0.5 * n * LOG_TWO_PI;
    for (const j of known) {
      square += squared((values[j]! - mean[j]!) * whitening[j]!);
      logPeak += log(whitening[j]!);
    }
    return { square, logPeak };
  }
  const covariance = covarianceOf(whitening, d);
  const part = new Float64Array(n * n);
  known.forEach((a, i) => {
    known.forEach((b, j) => {
      part[i * n + j] = covariance[a * d + b]!;
    });
  });
  const factor = cholesky(part, n);
  let square = 0;
  let logPeak = log(Math.max(1e-300, weight)) - 0.5 * n * LOG_TWO_PI;
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let value = values[known[i]!]! - mean[known[i]!]!;
    for (let j = 0; j < i; j++) value -= factor[i * n + j]! * z[j]!;
    z[i] = value / factor[i * n + i]!;
    square += z[i]! * z[i]!;
    logPeak -= log(factor[i * n + i]!);
  }
  return { square, logPeak };
}

/** Covariance matrix of a component from what whitens it. */
function covarianceOf(whitening: readonly number[], d: number): Float64Array {
  const precision = new Float64Array(d * d);
  if (whitening.length === d) {
    for (let j = 0; j < d; j++) precision[j * d + j] = 1 / squared(whitening[j]!);
    return precision;
  }
  const row = (a: number) => (a * (a + 1)) / 2;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let total = 0;
      for (let a = i; a < d; a++) total += whitening[row(a) + i]! * whitening[row(a) + j]!;
      precision[i * d + j] = total;
      precision[j * d + i] = total;
    }
  }
  return invertSymmetric(precision, d);
}

/** Log density of a customer on the standard scale, every trait known; noise counted in. */
export function logDensity(rule: AssignmentRule, values: ArrayLike<number>): number {
  const logs = rule.components.map(
    (component) => component.logPeak - 0.5 * squareOf(component, values),
  );
  if (rule.noise !== null)
    logs.push(log(Math.max(1e-300, rule.noise.weight)) + rule.noise.logDensity);
  return logSumExp(logs);
}

/** Mean covariance within components, by weight. */
export function pooledCovariance({ components, traits }: AssignmentRule): Float64Array {
  const d = traits.length;
  const pooled = new Float64Array(d * d);
  for (const { weight, whitening } of components) {
    covarianceOf(whitening, d).forEach((value, at) => {
      pooled[at]! += weight * value;
    });
  }
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  return pooled.map((value) => value / total);
}
