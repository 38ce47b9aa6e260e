import { LOG_TABLE_START, logTable } from "./log-table.js";
import { DOUBLE, HIGH, POWER_OF_TWO, WORD } from "./scratch.js";

// log(x) = k ln 2 + log(c) + log1p(r), x = 2^k m, r = m / c - 1 exact in two parts, |r| < 2^-7.9
// (Tang 1990). In the interval around 1, c is 1 and k is 0, so r = x - 1 and nothing cancels.
const TABLE = /* @__PURE__ */ logTable();
const RECIPROCAL = TABLE.reciprocal;
const LOG_HIGH = TABLE.high;
const LOG_LOW = TABLE.low;
/** ln 2 rounded to a multiple of 2^-42, so that it times an exponent is exact. */
const LN2_HIGH = 0.6931471805598903;
const LN2_LOW = 5.497923018708371e-14;
const SPLITTER = 134217729;
const TWO_TO_54 = 18014398509481984;

/**
 * Natural logarithm, within 0.53 ulp.
 *
 * @returns exactly 0 at 1; -Infinity at 0 and -0; NaN below 0 and for NaN
 * @see Tang, Table-driven implementation of the logarithm function, ACM TOMS 16 (1990)
 */
export function log(x: number): number {
  DOUBLE[0] = x;
  let word = WORD[HIGH]!;
  let shift = 0;
  if (word < 0x00100000 || word >= 0x7ff00000) {
    if (!(x > 0)) return x === 0 ? -Infinity : NaN;
    if (x === Infinity) return x;
    DOUBLE[0] = x * TWO_TO_54;
    word = WORD[HIGH]!;
    shift = -54;
  }
  const offset = word - LOG_TABLE_START;
  const k = offset >> 20;
  const i = (offset >> 13) & 127;
  WORD[HIGH] = word - (k << 20);
  const m = DOUBLE[0]!;
  const shifted = SPLITTER * m;
  const mHigh = shifted - (shifted - m);
  const c = RECIPROCAL[i]!;
  const rHigh = mHigh * c - 1;
  const rLow = (m - mHigh) * c;
  const r = rHigh + rLow;
  const rest = rLow - (r - rHigh);
  const exponent = k + shift;
  const high = exponent * LN2_HIGH + LOG_HIGH[i]!;
  const sum = high + r;
  return sum + (high - sum + r + (rest + (exponent * LN2_LOW + LOG_LOW[i]!) + tail(r)));
}

/** log1p(r) - r for |r| < 2^-7.9. */
function tail(r: number): number {
  const z = r * r;
  return (
    z * (r * (1 / 3) - 0.5 + z * (r * (1 / 5) - 1 / 4 + z * (r * (1 / 7) - 1 / 6 - z * 0.125)))
  );
}

/**
 * log(1 + x) without loss near 0, within 0.6 ulp.
 *
 * @returns x itself (with its sign) where |x| < 2^-54; -Infinity at -1; NaN below -1 and for NaN
 */
export function log1p(x: number): number {
  if (x < 0.00390625 && x > -0.001953125) return x < 5e-17 && x > -5e-17 ? x : x + tail(x);
  if (!(x > -1)) return x === -1 ? -Infinity : NaN;
  if (x >= TWO_TO_54) return log(x);
  const u = 1 + x;
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  DOUBLE[0] = u;
  const offset = WORD[HIGH]! - LOG_TABLE_START;
  const k = offset >> 20;
  const i = (offset >> 13) & 127;
  // A product: writing the exponent's word and reading both would wait for the write.
  const perPower = POWER_OF_TWO[1022 - k]!;
  const m = u * perPower;
  const shifted = SPLITTER * m;
  const mHigh = shifted - (shifted - m);
  const c = RECIPROCAL[i]!;
  const rHigh = mHigh * c - 1;
  const rLow = (m - mHigh) * c;
  const r = rHigh + rLow;
  const rest = rLow - (r - rHigh) + lost * perPower * c;
  const high = k * LN2_HIGH + LOG_HIGH[i]!;
  const sum = high + r;
  // The lost part is large enough beside a small result for its own second order to count.
  const correction = rest - rest * r;
  return sum + (high - sum + r + (correction + (k * LN2_LOW + LOG_LOW[i]!) + tail(r)));
}

/**
 * Natural logarithm of a positive finite number as a sum of two doubles, correct to about 2^-68.
 *
 * @param out - receives the high and the low part
 */
export function logInto(out: Float64Array, x: number): void {
  const subnormal = x < 2.2250738585072014e-308;
  DOUBLE[0] = subnormal ? x * TWO_TO_54 : x;
  const word = WORD[HIGH]!;
  const offset = word - LOG_TABLE_START;
  const i = (offset >> 13) & 127;
  WORD[HIGH] = word - ((offset >> 20) << 20);
  const m = DOUBLE[0]!;
  const exponent = (offset >> 20) - (subnormal ? 54 : 0);
  const mShifted = SPLITTER * m;
  const mHigh = mShifted - (mShifted - m);
  const c = RECIPROCAL[i]!;
  const rHigh = mHigh * c - 1;
  const rLow = (m - mHigh) * c;
  const r = rHigh + rLow;
  const rest = rLow - (r - rHigh);
  // The square is kept in two parts; the cubic and later terms are small enough for one.
  const shifted = SPLITTER * r;
  const upper = shifted - (shifted - r);
  const lower = r - upper;
  const z = r * r;
  const zLow = upper * upper - z + 2 * upper * lower + lower * lower;
  const cubic =
    z *
    r *
    (1 / 3 + r * (-1 / 4 + r * (1 / 5 + r * (-1 / 6 + r * (1 / 7 + r * (-1 / 8 + r * (1 / 9)))))));
  const high = exponent * LN2_HIGH + LOG_HIGH[i]!;
  const first = high + r;
  const firstLow = high - first + r;
  const second = first - 0.5 * z;
  const secondLow = first - second - 0.5 * z;
  const small = exponent * LN2_LOW + LOG_LOW[i]! + (rest - r * rest) - 0.5 * zLow + cubic;
  const low = firstLow + secondLow + small;
  out[0] = second + low;
  out[1] = low - (out[0] - second);
}
