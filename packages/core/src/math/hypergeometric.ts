import { CoreError } from "../error.js";
import { exp, log, log1p } from "./elementary.js";

const MOST_TERMS = 1_000_000;
const LARGE = 1e200;

/**
 * Gauss's hypergeometric function ₂F₁(a, b; c; z), from its power series; negative z by Pfaff's transformation.
 *
 * @remarks Right to about 1e-13 where the terms have one sign (a, b, c above 0); else as far as they do not cancel.
 * The number of terms grows as 1 / (1 - z). Values beyond a double are Infinity.
 * @param c - not 0 or a negative integer
 * @param z - below 1
 * @throws CoreError `out_of_range`
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 15.1.1 and 15.3.4
 */
export function hypergeometric(
  { a, b, c }: { a: number; b: number; c: number },
  z: number,
): number {
  if (!(z < 1) || (c <= 0 && Math.floor(c) === c)) {
    throw new CoreError(
      "out_of_range",
      `hypergeometric function at c = ${c}, z = ${z}; expected z below 1, c no integer from 0 down`,
    );
  }
  const positive = z >= 0;
  const { sum, logScale } = seriesExcess(
    positive ? { a, b, c } : { a, b: c - b, c },
    positive ? z : z / (z - 1),
  );
  const outside = positive ? 0 : -a * log1p(-z);
  return exp(outside) + a * sum * exp(logScale + outside);
}

/**
 * (₂F₁(a, b; c; z) - 1) / a for 0 ≤ z < 1, which stays finite and exact where a passes 0, as `sum` times e^`logScale`.
 */
export function seriesExcess(
  { a, b, c }: { a: number; b: number; c: number },
  z: number,
): { sum: number; logScale: number } {
  let term = (b / c) * z;
  let sum = term;
  let scalings = 0;
  for (let j = 1; j < MOST_TERMS && term !== 0; j++) {
    const ratio = ((a + j) / (c + j)) * ((b + j) / (1 + j)) * z;
    term *= ratio;
    sum += term;
    if (sum > LARGE || sum < -LARGE) {
      sum /= LARGE;
      term /= LARGE;
      scalings++;
    }
    // What is left of a series whose terms shrink by `ratio` or faster.
    if (Math.abs(ratio) < 1 && Math.abs(term) <= 1e-17 * (1 - Math.abs(ratio)) * Math.abs(sum))
      break;
  }
  return { sum, logScale: scalings * log(LARGE) };
}
