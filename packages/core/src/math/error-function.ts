import { twoProduct } from "./double-double.js";
import { expOfSum } from "./exponential.js";
import { polynomial } from "./polynomial.js";

// Chebyshev fits made by test/math/special-coefficients.py, relative errors 3e-17 and 5e-17.
/** erf(x) / x in powers of x², |x| <= 0.75. */
const CENTRE = [
  1.1283791670955126, -0.37612638903183754, 0.11283791670955087, -0.026866170645118446,
  0.005223977625222192, -0.0008548327001135946, 0.00012055331545294116, -1.4925589383821143e-5,
  1.646038320985815e-6, -1.63332293434337e-7, 1.4413879289095029e-8, -9.502840894774706e-10,
];
/** (1 + 2x) e^(x²) erfc(x) in powers of (x - 4) / (x + 4), 0.75 <= x <= 28. */
const TAIL = [
  1.2329951186255526, -0.1396211168405625, 0.0153796521026201, 0.06809705425469118,
  -0.10103906603633006, 0.09373283499841688, -0.06633036581148495, 0.03716751553611232,
  -0.016197734068648818, 0.005031969993427108, -0.0007577731938699185, -0.00019925680152835053,
  0.00015062115699349276, -2.4398728897537514e-5, -1.122019750107792e-5, 5.708233888283524e-6,
  2.8963413762949795e-7, -8.222753400715763e-7, 8.058632888764796e-8, 1.0572561234273563e-7,
  -2.276212121765911e-8, -1.0598652340236763e-8, 3.559421804493845e-9,
];
const NEAR = 0.75;
const SQRT_HALF = Math.SQRT1_2;
/** What SQRT_HALF lacks to the square root of 1/2. */
const SQRT_HALF_LOW = -4.833646656726457e-17;

/** Error function, relative error below 5e-16. */
export function erf(x: number): number {
  if (x <= NEAR && x >= -NEAR) return x * polynomial(CENTRE, x * x);
  return x < 0 ? tail(-x) - 1 : 1 - tail(x);
}

/** Complementary error function 1 - erf(x) without loss in the tail, relative error below 1e-15. */
export function erfc(x: number): number {
  if (x < -NEAR) return 2 - tail(-x);
  if (x <= 0.5) return 1 - x * polynomial(CENTRE, x * x);
  if (x <= NEAR) return 0.5 - (x * polynomial(CENTRE, x * x) - 0.5);
  return tail(x);
}

/** Standard normal probability below x, relative error below 2e-15 wherever it is not subnormal. */
export function normalCdf(x: number): number {
  if (x > -1) return 0.5 * erfc(-x * SQRT_HALF - x * SQRT_HALF_LOW);
  if (x < -39) return 0;
  const square = twoProduct(x, x);
  return 0.5 * expOfSum(-0.5 * square.high, -0.5 * square.low) * scaledTail(-x * SQRT_HALF);
}

/** Standard normal density at x, relative error below 1e-15 wherever it is not subnormal. */
export function normalDensity(x: number): number {
  if (!(x < 39 && x > -39)) return Number.isNaN(x) ? x : 0;
  const square = twoProduct(x, x);
  return 0.3989422804014327 * expOfSum(-0.5 * square.high, -0.5 * square.low);
}

function tail(x: number): number {
  if (!(x < 28)) return Number.isNaN(x) ? x : 0;
  const square = twoProduct(x, x);
  return expOfSum(-square.high, -square.low) * scaledTail(x);
}

/** e^(x²) erfc(x) for x >= 0.70. */
function scaledTail(x: number): number {
  return polynomial(TAIL, (x - 4) / (x + 4)) / (1 + 2 * x);
}
