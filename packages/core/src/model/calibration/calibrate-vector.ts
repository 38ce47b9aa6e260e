import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import { conflictReasons, type Disagreement, disagreementOf } from "./conflict.js";
import { type Evidence, normalEvidence } from "./evidence.js";

/** Parameters that are uncertain together. */
export interface VectorBelief {
  readonly values: readonly number[];
  /** Row-major, n × n, symmetric. */
  readonly covariance: readonly number[];
}

/** Parameters after evidence on a weighted sum of them. */
export interface CalibratedVector extends VectorBelief, Disagreement {
  /** How far each parameter moved for each unit of difference between evidence and belief. */
  readonly gain: readonly number[];
  readonly weaknesses: Reason[];
}

/**
 * Narrows parameters by a measured value of Σ weight × parameter (Kalman's update): exact where all is normal and
 * independent. What is correlated with the sum moves with it; the rest stays.
 *
 * @throws CoreError `invalid_input` for lengths that differ or evidence that is none, `not_finite`
 * @see Kalman, A new approach to linear filtering and prediction problems, Journal of Basic Engineering 82 (1960)
 */
export function calibrateVector(
  { values, covariance }: VectorBelief,
  { weights, ...evidence }: Evidence & { readonly weights: readonly number[] },
): CalibratedVector {
  const n = values.length;
  if (n === 0 || covariance.length !== n * n || weights.length !== n) {
    throw new CoreError(
      "invalid_input",
      `found ${n} values, ${covariance.length} covariances and ${weights.length} weights, expected n, n × n and n`,
    );
  }
  for (const [name, numbers] of Object.entries({ values, covariance, weights })) {
    const bad = numbers.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new CoreError("not_finite", `${name}[${bad}] is ${numbers[bad]}`);
  }
  const { value, variance, source } = normalEvidence(evidence);
  const spread = new Array<number>(n).fill(0);
  let expected = 0;
  let before = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // Both triangles, so that the result is symmetric to the last bit.
      const mean = (covariance[i * n + j]! + covariance[j * n + i]!) / 2;
      spread[i] = spread[i]! + mean * weights[j]!;
    }
    expected += weights[i]! * values[i]!;
    before += weights[i]! * spread[i]!;
  }
  const total = Math.max(0, before) + variance;
  const disagreement = disagreementOf(value - expected, total);
  const gain = spread.map((each) => (total > 0 ? each / total : 0));
  return {
    values: values.map((each, i) => each + gain[i]! * (value - expected)),
    covariance: covariance.map((_, at) => {
      const i = Math.floor(at / n);
      const j = at % n;
      const mean = (covariance[i * n + j]! + covariance[j * n + i]!) / 2;
      const left = total > 0 ? mean - (spread[i]! * spread[j]!) / total : mean;
      return i === j ? Math.max(0, left) : left;
    }),
    gain,
    ...disagreement,
    weaknesses: conflictReasons(disagreement, source),
  };
}
