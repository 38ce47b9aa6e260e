import { logRatio } from "./double-double.js";

/** For each of 128 intervals of [0.705, 1.41): a rough reciprocal of its middle, and minus its log. */
export interface LogTable {
  readonly reciprocal: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** High word of the first interval's start; chosen so that 1 lies in the middle of an interval. */
export const LOG_TABLE_START = 0x3fe69000;

/** Adding and subtracting it rounds to a multiple of 2^-42. */
const ROUNDER = 1536;

/**
 * Table of reciprocals in 12 bits after the point with exact logarithms in two parts.
 *
 * @remarks `high` holds multiples of 2^-42, so that adding an integer times the high part of ln 2 is exact.
 */
export function logTable(): LogTable {
  const reciprocal = new Float64Array(128);
  const high = new Float64Array(128);
  const low = new Float64Array(128);
  for (let i = 0; i < 128; i++) {
    const numerator = Math.round(4096 / centre(i));
    const log = logRatio(4096, numerator);
    reciprocal[i] = numerator / 4096;
    high[i] = log.high + ROUNDER - ROUNDER;
    low[i] = log.high - high[i]! + log.low;
  }
  return { reciprocal, high, low };
}

/**
 * A point in interval i, whose end points are the doubles with high words 2^13 apart: its middle, but 1 in
 * the interval that holds 1, so that the logarithm near 1 has nothing to cancel.
 */
function centre(i: number): number {
  const low = atHighWord(LOG_TABLE_START + i * 8192);
  const high = atHighWord(LOG_TABLE_START + (i + 1) * 8192);
  return low < 1 && high > 1 ? 1 : (low + high) / 2;
}

function atHighWord(word: number): number {
  const fraction = 1 + (word & 0xfffff) / 0x100000;
  return word < 0x3ff00000 ? fraction / 2 : fraction;
}
