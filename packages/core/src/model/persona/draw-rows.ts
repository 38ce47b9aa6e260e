import { cholesky, fillNormal, purposeId, uniformSource } from "../../math/index.js";
import { type GaussianMixture, hasFullCovariance } from "./gaussian-mixture.js";
import type { Points } from "./points.js";

const DRAW = purposeId("rows of a mixture");

/** As many rows as there are, drawn from a mixture; its noise over the range of the data. */
export function drawRows(
  { values, rows, columns }: Points,
  { weights, means, covariances, family, noise }: GaussianMixture,
  seed: number,
): Points {
  const next = uniformSource(seed, 0, DRAW);
  const bells = new Float64Array(rows * columns);
  fillNormal(bells, seed, 1, DRAW);
  const k = weights.length;
  const size = columns * columns;
  const full = hasFullCovariance(family);
  const factors = Array.from({ length: full ? k : 0 }, (_, c) =>
    cholesky(covariances.subarray(c * size, (c + 1) * size), columns),
  );
  const low = new Float64Array(columns).fill(Infinity);
  const high = new Float64Array(columns).fill(-Infinity);
  values.forEach((value, at) => {
    const j = at % columns;
    low[j] = Math.min(low[j]!, value);
    high[j] = Math.max(high[j]!, value);
  });
  const drawn = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const at = i * columns;
    let left = next();
    let c = 0;
    for (; c < k; c++) {
      left -= weights[c]!;
      if (left < 0) break;
    }
    // What the weights leave is the noise's; without it, a last bit of rounding.
    if (c === k && noise === null) c = k - 1;
    for (let a = 0; a < columns; a++) {
      if (c === k) {
        drawn[at + a] = low[a]! + next() * (high[a]! - low[a]!);
        continue;
      }
      let value = means[c * columns + a]!;
      if (full) {
        for (let b = 0; b <= a; b++) value += factors[c]![a * columns + b]! * bells[at + b]!;
      } else value += Math.sqrt(covariances[c * columns + a]!) * bells[at + a]!;
      drawn[at + a] = value;
    }
  }
  return { values: drawn, rows, columns };
}
