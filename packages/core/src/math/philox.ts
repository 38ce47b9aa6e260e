// Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011).
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/**
 * Philox 4x32-10: four random words for a counter and a key, without any state.
 *
 * @param out - receives four uint32 words
 * @param c0 - counter words, and k0, k1 key words; each is taken modulo 2^32
 */
export function philoxInto(
  out: Uint32Array,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
): void {
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let key0 = k0 | 0;
  let key1 = k1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = productHigh(MULTIPLIER_0, x0);
    const high1 = productHigh(MULTIPLIER_1, x2);
    const low0 = Math.imul(MULTIPLIER_0, x0);
    const low1 = Math.imul(MULTIPLIER_1, x2);
    x0 = high1 ^ x1 ^ key0;
    x1 = low1;
    x2 = high0 ^ x3 ^ key1;
    x3 = low0;
    key0 = (key0 + WEYL_0) | 0;
    key1 = (key1 + WEYL_1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

/**
 * Fills `out` with the words of successive blocks: the four words of counter `(first + b, c1, c2, c3)` at `4 b`.
 *
 * The same words as {@link philoxInto} gives block by block.
 *
 * @param out - its length is a multiple of 4
 * @param first - first counter word of the first block
 */
export function fillPhilox(
  out: Uint32Array,
  {
    first,
    c1,
    c2,
    c3,
    k0,
    k1,
  }: { first: number; c1: number; c2: number; c3: number; k0: number; k1: number },
): void {
  for (let at = 0; at < out.length; at += 4) {
    let x0 = (first + (at >> 2)) | 0;
    let x1 = c1 | 0;
    let x2 = c2 | 0;
    let x3 = c3 | 0;
    let key0 = k0 | 0;
    let key1 = k1 | 0;
    for (let round = 0; round < ROUNDS; round++) {
      const high0 = productHigh(MULTIPLIER_0, x0);
      const high1 = productHigh(MULTIPLIER_1, x2);
      const low0 = Math.imul(MULTIPLIER_0, x0);
      const low1 = Math.imul(MULTIPLIER_1, x2);
      x0 = high1 ^ x1 ^ key0;
      x1 = low1;
      x2 = high0 ^ x3 ^ key1;
      x3 = low0;
      key0 = (key0 + WEYL_0) | 0;
      key1 = (key1 + WEYL_1) | 0;
    }
    out[at] = x0;
    out[at + 1] = x1;
    out[at + 2] = x2;
    out[at + 3] = x3;
  }
}

/** Upper 32 bits of the 64-bit product of two uint32, by halves of 16 bits. */
function productHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  // Both products fit in 32 bits but not in a signed word: >>> 0 reads them as unsigned.
  const unsigned = middle >>> 0;
  const cross = Math.imul(aLow, bHigh) + (unsigned & 0xffff);
  return (Math.imul(aHigh, bHigh) + (unsigned >>> 16) + (cross >>> 16)) | 0;
}

/**
 * Philox 4x32-10 as a plain function; {@link philoxInto} is the same without allocation.
 *
 * @param counter - four uint32 words
 * @param key - two uint32 words
 */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  const out = new Uint32Array(4);
  philoxInto(out, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return [out[0]!, out[1]!, out[2]!, out[3]!];
}
