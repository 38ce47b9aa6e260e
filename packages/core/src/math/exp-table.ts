import { type DoubleDouble, multiply, squareRoot } from "./double-double.js";

/** Steps per doubling: the table holds 2^(j / 128). */
const STEPS = 128;

/** 2^(j/128) rounded, and what the rounding lost divided by it, for j from 0 to 127. */
export interface ExpTable {
  readonly power: Float64Array;
  readonly lost: Float64Array;
}

/** Table of the powers of the 128th root of two, made by square roots and products alone. */
export function expTable(): ExpTable {
  let root: DoubleDouble = { high: 2, low: 0 };
  for (let steps = 1; steps < STEPS; steps *= 2) root = squareRoot(root);
  const power = new Float64Array(STEPS);
  const lost = new Float64Array(STEPS);
  let value: DoubleDouble = { high: 1, low: 0 };
  for (let j = 0; j < STEPS; j++) {
    power[j] = value.high;
    lost[j] = value.low / value.high;
    value = multiply(value, root);
  }
  return { power, lost };
}
