import {
  minimiseOnSimplices,
  purposeId,
  studentTQuantile,
  uniformSource,
} from "../../math/index.js";
import { type ShareRegression, shareProgram } from "./share-regression.js";
import type { ShareSteps } from "./share-steps.js";

const BOOTSTRAP = purposeId("share transition bootstrap");
const TRIALS = 12;
const PRECISION = 1e-4;

/**
 * Interval of each entry by profile likelihood: all values that some matrix with rows on the simplex has, whose squared
 * residuals are not much above the least.
 *
 * @remarks An entry of which the shares say nothing gets the whole of 0 to 1.
 * @see Venzon and Moolgavkar, A method for computing profile-likelihood-based confidence intervals, Applied Statistics 37 (1988)
 */
export function profileBands(
  { minimum, program, degreesOfFreedom }: ShareRegression,
  { level, onEntry }: { level: number; onEntry: (share: number) => void },
): { lower: Float64Array; upper: Float64Array } {
  const t = studentTQuantile((1 + level) / 2, degreesOfFreedom);
  const most = t * t;
  const n = program.size;
  const worseBy = (entry: number, value: number) => {
    const start = moved(minimum.at, { entry, value, size: n });
    return minimiseOnSimplices(program, { start, held: entry }).value - minimum.value;
  };
  const ends = (entry: number, end: number): number => {
    const estimate = minimum.at[entry]!;
    if (Math.abs(end - estimate) < 1e-9 || worseBy(entry, end) <= most) return end;
    let inside = estimate;
    let outside = end;
    // Squared residuals grow about as the square of the distance.
    let at = (estimate + end) / 2;
    for (let trial = 0; trial < TRIALS && Math.abs(outside - inside) > PRECISION; trial++) {
      const worse = worseBy(entry, at);
      if (worse <= most) inside = at;
      else outside = at;
      const guess = estimate + (at - estimate) * Math.sqrt(most / Math.max(worse, 1e-12));
      const within = (guess - inside) * (guess - outside) < 0;
      at = within && trial % 3 < 2 ? guess : (inside + outside) / 2;
    }
    return outside;
  };
  const lower = new Float64Array(n * n);
  const upper = new Float64Array(n * n);
  for (let entry = 0; entry < n * n; entry++) {
    lower[entry] = ends(entry, 0);
    upper[entry] = ends(entry, 1);
    onEntry((entry + 1) / (n * n));
  }
  return { lower, upper };
}

/** A matrix with one entry changed, the rest of its row in proportion. */
function moved(
  matrix: Float64Array,
  { entry, value, size }: { entry: number; value: number; size: number },
): Float64Array {
  const found = matrix.slice();
  const from = Math.floor(entry / size) * size;
  let rest = 0;
  for (let i = from; i < from + size; i++) if (i !== entry) rest += matrix[i]!;
  for (let i = from; i < from + size; i++) {
    if (i === entry) found[i] = value;
    else found[i] = rest > 0 ? (matrix[i]! * (1 - value)) / rest : (1 - value) / (size - 1);
  }
  return found;
}

/**
 * Matrices refitted to residuals with signs drawn anew (wild bootstrap, shares before each step kept).
 *
 * @see Liu, Bootstrap procedures under some non-i.i.d. models, Annals of Statistics 16 (1988)
 */
export function bootstrapMatrices(
  steps: ShareSteps,
  { minimum, metricOf, residuals, noise, degreesOfFreedom }: ShareRegression,
  { draws, seed }: { draws: number; seed: number },
): Float64Array[] {
  const { states: n, after, weight } = steps;
  const shares = weight.length * (noise === "multinomial" ? n - 1 : 1);
  const larger = Math.sqrt(shares / degreesOfFreedom);
  return Array.from({ length: draws }, (_, draw) => {
    const next = uniformSource(seed, draw, BOOTSTRAP);
    const redrawn = after.map((value, at) => value - residuals[at]!);
    for (let t = 0; t < weight.length; t++) {
      const sign = next() < 0.5 ? -larger : larger;
      for (let j = 0; j < n; j++) redrawn[t * n + j]! += sign * residuals[t * n + j]!;
    }
    const program = shareProgram({ ...steps, after: redrawn }, metricOf);
    return minimiseOnSimplices(program, { start: minimum.at }).at;
  });
}
