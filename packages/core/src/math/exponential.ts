import { upperHalf } from "./double-double.js";
import { expTable } from "./exp-table.js";
import { POWER_OF_TWO, scaleByPowerOfTwo } from "./scratch.js";

// exp(x) = 2^k 2^(j/128) exp(r) with |r| <= ln 2 / 256 (Tang 1989): the reduction is exact up to the
// product with STEP_LOW, and a Taylor polynomial of degree 5 leaves 2^-60.
const TABLE = /* @__PURE__ */ expTable();
const POWER = TABLE.power;
const LOST = TABLE.lost;
const STEPS_PER_UNIT = 184.6649652337873;
/** ln 2 / 128 rounded to a multiple of 2^-42, so that it times an integer below 2^18 is exact. */
const STEP_HIGH = 0.0054152123482253955;
const STEP_LOW = -1.0082281460997769e-13;
/** Adding and subtracting it rounds to the nearest integer. */
const ROUNDER = 6755399441055744;
const LARGEST = 709.79;
const SMALLEST = -745.14;

/**
 * e to the power x, within 0.53 ulp (0.51 where the result is not subnormal).
 *
 * @returns exactly 1 at 0; Infinity above 709.78; 0 below -745.13; NaN for NaN
 * @see Tang, Table-driven implementation of the exponential function, ACM TOMS 15 (1989)
 */
export function exp(x: number): number {
  if (!(x < LARGEST)) return Number.isNaN(x) ? x : Infinity;
  if (x < SMALLEST) return 0;
  const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  const j = n & 127;
  const k = n >> 7;
  const square = r * r;
  const p = LOST[j]! + r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const power = POWER[j]!;
  const y = power + power * p;
  return k > -1021 && k < 1024 ? y * POWER_OF_TWO[k + 1022]! : scaleByPowerOfTwo(y, k);
}

/**
 * e to the power (x + low), where `low` is a small correction that x itself has no room for.
 *
 * @param x - not NaN
 */
export function expOfSum(x: number, low: number): number {
  if (x > LARGEST) return Infinity;
  if (x < SMALLEST) return 0;
  const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - n * STEP_HIGH - (n * STEP_LOW - low);
  const j = n & 127;
  const square = r * r;
  const p = LOST[j]! + r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const power = POWER[j]!;
  return scaleByPowerOfTwo(power + power * p, n >> 7);
}

/**
 * e to the power x, minus 1, without loss near 0; within 0.6 ulp.
 *
 * @returns x itself (with its sign) where |x| < 2^-54; -1 below -37.5; Infinity above 709.78
 */
export function expm1(x: number): number {
  if (!(x < LARGEST)) return Number.isNaN(x) ? x : Infinity;
  if (x < -38) return -1;
  if (x < 0.0625 && x > -0.0625) return expm1NearZero(x);
  const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  const j = n & 127;
  const k = n >> 7;
  const square = r * r;
  const p = LOST[j]! + r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  if (k > 1020) return scaleByPowerOfTwo(POWER[j]! + POWER[j]! * p, k);
  const power = POWER[j]! * POWER_OF_TWO[k + 1022]!;
  const high = power - 1;
  const lost = power >= 1 ? power - high - 1 : power - (high + 1);
  return high + (lost + power * p);
}

function expm1NearZero(x: number): number {
  if (x < 5e-17 && x > -5e-17) return x;
  const q =
    1 / 6 +
    x *
      (1 / 24 +
        x *
          (1 / 120 +
            x * (1 / 720 + x * (1 / 5040 + x * (1 / 40320 + x * (1 / 362880 + x / 3628800))))));
  return x + x * x * (0.5 + x * q);
}

/**
 * Hyperbolic tangent, within 0.6 ulp.
 *
 * @returns x itself (with its sign) where it is tiny; exactly 1 or -1 beyond 22
 */
export function tanh(x: number): number {
  const magnitude = x < 0 ? -x : x;
  if (!(magnitude < 22)) return Number.isNaN(x) ? x : x < 0 ? -1 : 1;
  if (magnitude < 0.125) return tanhNearZero(x);
  // tanh = t / (t + 2) with t = expm1(2|x|) kept as a sum of two doubles.
  const twice = 2 * magnitude;
  const n = twice * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = twice - n * STEP_HIGH - n * STEP_LOW;
  const j = n & 127;
  const square = r * r;
  const p = LOST[j]! + r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const power = POWER[j]! * POWER_OF_TWO[(n >> 7) + 1022]!;
  const high = power - 1;
  const low = power - high - 1 + power * p;
  const y = quotient(high, low, power + 1, power - (power + 1) + 1 + power * p);
  return x < 0 ? -y : y;
}

function tanhNearZero(x: number): number {
  if (x < 1e-9 && x > -1e-9) return x;
  const z = x * x;
  const q =
    -17 / 315 +
    z *
      (62 / 2835 +
        z * (-1382 / 155925 + z * (21844 / 6081075 + z * (-929569 / 638512875 + z * SEVENTH))));
  return x + x * z * (-1 / 3 + z * (2 / 15 + z * q));
}

const SEVENTH = 6404582 / 10854718875;

/** (a + aLow) / (b + bLow) for positive numbers, nearly correctly rounded. */
function quotient(a: number, aLow: number, b: number, bLow: number): number {
  const above = a + aLow;
  const aboveRest = aLow - (above - a);
  const below = b + bLow;
  const belowRest = bLow - (below - b);
  const first = above / below;
  const firstHigh = upperHalf(first);
  const firstRest = first - firstHigh;
  const high = upperHalf(below);
  const low = below - high;
  const lacking = above - firstHigh * high - firstHigh * low - firstRest * high - firstRest * low;
  return first + (lacking + aboveRest - first * belowRest) / below;
}

/**
 * Logistic function 1 / (1 + e^-x), within 0.6 ulp (1 where the result is subnormal).
 *
 * @returns the probability whose log-odds are x, from 0 to 1
 */
export function logistic(x: number): number {
  if (!(x < 40)) return Number.isNaN(x) ? x : 1;
  if (x < -40) return exp(x);
  const n = x * STEPS_PER_UNIT + ROUNDER - ROUNDER;
  const r = x - n * STEP_HIGH - n * STEP_LOW;
  const j = n & 127;
  const square = r * r;
  const p = LOST[j]! + r + square * (0.5 + r * (1 / 6) + square * (1 / 24 + r * (1 / 120)));
  const odds = POWER[j]! * POWER_OF_TWO[(n >> 7) + 1022]!;
  const sum = 1 + odds;
  const lost = odds > 1 ? odds - sum + 1 : 1 - sum + odds;
  return quotient(odds, odds * p, sum, lost + odds * p);
}
