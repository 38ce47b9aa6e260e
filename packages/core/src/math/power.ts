import { expOfSum } from "./exponential.js";
import { logInto } from "./logarithm.js";

const LOG = new Float64Array(2);
const SPLITTER = 134217729;

/**
 * x to the power y, within 0.53 ulp (1 where the result is subnormal).
 *
 * @returns as IEEE 754-2019 says for `pow`: 1 for y = 0 and for x = 1 even when the other is NaN (where
 * the engine's `Math.pow(1, NaN)` is NaN), 1 for (-1)^±Infinity, NaN for a negative number to a fraction
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  const base = x < 0 ? -x : x;
  const sign = x < 0 || (x === 0 && 1 / x < 0) ? signOfNegativeTo(x, y) : 1;
  if (base === 0 || base === Infinity || y === Infinity || y === -Infinity || Number.isNaN(sign)) {
    return powAtEdge(base, y, sign);
  }
  if (base === 1) return sign;
  if (y > 4e19 || y < -4e19) return base > 1 === y > 0 ? Infinity : 0;
  if (y < 2e-20 && y > -2e-20) return 1;
  logInto(LOG, base);
  const log = LOG[0]!;
  const yShifted = SPLITTER * y;
  const yHigh = yShifted - (yShifted - y);
  const yLow = y - yHigh;
  const logShifted = SPLITTER * log;
  const logHigh = logShifted - (logShifted - log);
  const logLow = log - logHigh;
  const product = y * log;
  const rest = yHigh * logHigh - product + yHigh * logLow + yLow * logHigh + yLow * logLow;
  return sign * expOfSum(product, rest + y * LOG[1]!);
}

/** 1 for even y, -1 for odd y; for other y NaN, or 1 where x is -0 or -Infinity. */
function signOfNegativeTo(x: number, y: number): number {
  if (Math.floor(y) !== y) return x === 0 || x === -Infinity ? 1 : NaN;
  return Math.floor(y / 2) === y / 2 ? 1 : -1;
}

function powAtEdge(base: number, y: number, sign: number): number {
  if (Number.isNaN(sign)) return NaN;
  if (base === 0) return sign * (y > 0 ? 0 : Infinity);
  if (base === Infinity) return sign * (y > 0 ? Infinity : 0);
  if (base === 1) return 1;
  return base > 1 === y > 0 ? Infinity : 0;
}
