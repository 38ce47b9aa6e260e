/** One double, to be looked at through {@link WORD}. Scratch: its content means nothing between calls. */
export const DOUBLE: Float64Array = new Float64Array(1);

/** The two 32-bit words of {@link DOUBLE}. */
export const WORD: Int32Array = new Int32Array(DOUBLE.buffer);

/** Index in {@link WORD} of sign, exponent and the first 20 bits of the fraction: 1 on little-endian machines. */
export const HIGH: 0 | 1 = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Powers of two from 2^-1022 to 2^1023, at index exponent + 1022. */
export const POWER_OF_TWO: Float64Array = /* @__PURE__ */ powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2046);
  powers[1022] = 1;
  for (let i = 1023; i < 2046; i++) powers[i] = powers[i - 1]! * 2;
  for (let i = 1021; i >= 0; i--) powers[i] = powers[i + 1]! / 2;
  return powers;
}

/**
 * `value` times 2 to the power `exponent`, rounded once.
 *
 * @param value - of magnitude 0.5 to 2
 * @param exponent - integer, -1100 to 1024
 */
export function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > 1023) return value * 2 * POWER_OF_TWO[2045]!;
  if (exponent >= -1022) return value * POWER_OF_TWO[exponent + 1022]!;
  return value * POWER_OF_TWO[exponent + 2022]! * POWER_OF_TWO[22]!;
}
