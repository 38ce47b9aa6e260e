import { normalQuantile } from "./normal-quantile.js";
import { fillPhilox, philoxInto } from "./philox.js";

const BLOCK = new Uint32Array(4);
/** Blocks that are made at once. */
const MOST_BLOCKS = 128;
const WORDS = new Uint32Array(4 * MOST_BLOCKS);
const TWO_TO_32 = 4294967296;
const TWO_TO_26 = 67108864;
const TWO_TO_MINUS_52 = 2.220446049250313e-16;

/**
 * The uint32 that stands for a purpose of draws: FNV-1a, 32 bits, over the text's UTF-8 bytes.
 *
 * @param text - what the draws are for, such as `"habit"`
 */
export function purposeId(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * The draw that belongs to (seed, stream, index, purpose): the same whatever else is drawn, and in any order.
 *
 * @remarks Two neighbouring indices share one Philox block with counter
 * (index / 2 in two words, stream, purpose) and the seed in two words as key.
 * @param seed - integer, 0 to 2^53 - 1
 * @param stream - uint32, such as the number of an agent
 * @param index - integer, 0 to 2^53 - 1, such as the step
 * @param purpose - uint32, see {@link purposeId}
 * @returns an odd multiple of 2^-53 strictly between 0 and 1, 52 random bits
 */
export function uniform(seed: number, stream: number, index: number, purpose: number): number {
  drawBlock(seed, stream, Math.floor(index / 2), purpose);
  return index % 2 === 0 ? toUniform(BLOCK[0]!, BLOCK[1]!) : toUniform(BLOCK[2]!, BLOCK[3]!);
}

/** The standard normal draw that belongs to (seed, stream, index, purpose): the quantile of {@link uniform}. */
export function normal(seed: number, stream: number, index: number, purpose: number): number {
  return normalQuantile(uniform(seed, stream, index, purpose));
}

/**
 * Fills `out` with `uniform(seed, stream, first + i, purpose)`, at twice the speed of single calls.
 *
 * @param first - index of the first draw, 0 unless told, so that workers can share one long stream
 */
export function fillUniform(
  out: Float64Array,
  seed: number,
  stream: number,
  purpose: number,
  first = 0,
): void {
  let i = 0;
  if (first % 2 === 1 && out.length > 0) {
    out[0] = uniform(seed, stream, first, purpose);
    i = 1;
  }
  const key = { k0: seed % TWO_TO_32, k1: (seed / TWO_TO_32) | 0 };
  while (i < out.length) {
    const block = (first + i) / 2;
    const low = block % TWO_TO_32;
    const blocks = Math.min(MOST_BLOCKS, Math.ceil((out.length - i) / 2), TWO_TO_32 - low);
    const words = blocks === MOST_BLOCKS ? WORDS : WORDS.subarray(0, 4 * blocks);
    fillPhilox(words, { first: low, c1: (block / TWO_TO_32) | 0, c2: stream, c3: purpose, ...key });
    const end = Math.min(out.length, i + 2 * blocks);
    for (let at = 0; i < end; i++, at += 2) out[i] = toUniform(words[at]!, words[at + 1]!);
  }
}

/** Fills `out` with `normal(seed, stream, first + i, purpose)`. */
export function fillNormal(
  out: Float64Array,
  seed: number,
  stream: number,
  purpose: number,
  first = 0,
): void {
  fillUniform(out, seed, stream, purpose, first);
  for (let i = 0; i < out.length; i++) out[i] = normalQuantile(out[i]!);
}

/**
 * The draws of one stream in order, as a function that gives the next one.
 *
 * @returns a source whose n-th call (from 0) gives `uniform(seed, stream, n, purpose)`
 */
export function uniformSource(seed: number, stream: number, purpose: number): () => number {
  let index = 0;
  let spare = 0;
  return () => {
    if (index++ % 2 === 1) return spare;
    drawBlock(seed, stream, (index - 1) / 2, purpose);
    spare = toUniform(BLOCK[2]!, BLOCK[3]!);
    return toUniform(BLOCK[0]!, BLOCK[1]!);
  };
}

function drawBlock(seed: number, stream: number, block: number, purpose: number): void {
  const blockHigh = (block / TWO_TO_32) | 0;
  const seedHigh = (seed / TWO_TO_32) | 0;
  philoxInto(BLOCK, block % TWO_TO_32, blockHigh, stream, purpose, seed % TWO_TO_32, seedHigh);
}

/** The middle of one of 2^52 equal cells of (0, 1). */
function toUniform(high: number, low: number): number {
  return ((high >>> 6) * TWO_TO_26 + (low >>> 6) + 0.5) * TWO_TO_MINUS_52;
}
