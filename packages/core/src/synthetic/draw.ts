import { fillUniform, log, normal, purposeId, uniform } from "../math/index.js";

const INDICES_PER_DAY = 1048576;
const BUFFERED = 4;

/**
 * Draws that belong to a name: the same whatever other names exist.
 *
 * @param key - what the draws are of, such as a region, or a region and a brand
 * @param purpose - what they are for
 * @returns `uniform(index)` in (0, 1) and `normal(index)`, each fixed by (seed, key, purpose, index)
 */
export function keyedDraws(seed: number, key: string, purpose: string) {
  const stream = purposeId(key);
  const use = purposeId(purpose);
  const buffer = new Float64Array(BUFFERED);
  return {
    uniform: (index: number) => uniform(seed, stream, index, use),
    normal: (index: number) => normal(seed, stream, index, use),
    /** Fills `out` with the uniforms from index `first` on. */
    fill: (out: Float64Array, first: number) => fillUniform(out, seed, stream, use, first),
    /** A source of at most 2^20 uniforms that belongs to one day; asking for another ends the one before. */
    ofDay: (day: number): (() => number) => {
      let index = 0;
      return () => {
        const place = index % BUFFERED;
        if (place === 0) fillUniform(buffer, seed, stream, use, day * INDICES_PER_DAY + index);
        index++;
        return buffer[place]!;
      };
    },
  };
}
/** What {@link keyedDraws} returns. */
export type KeyedDraws = ReturnType<typeof keyedDraws>;

/** Joins names to one key that no other names give: lengths tell where each ends. */
export function keyOf(...names: readonly string[]): string {
  return names.map((name) => `${name.length}:${name}`).join("");
}

/** `low` to `high` (exclusive), evenly, for a uniform in (0, 1). */
export function between(u: number, low: number, high: number): number {
  return low + u * (high - low);
}

/** A whole number from `low` to `high` inclusive, evenly, for a uniform in (0, 1). */
export function wholeBetween(u: number, low: number, high: number): number {
  return low + Math.floor(u * (high - low + 1));
}

/** Rounds to a number of decimals, halves upwards. */
export function rounded(value: number, decimals: 0 | 1 | 2 | 3 | 4): number {
  const scale = [1, 10, 100, 1000, 10000][decimals]!;
  return Math.round(value * scale) / scale;
}

/** A weight by which the largest of several marks one of them in proportion to `size` (rendezvous hashing). */
export function rendezvousWeight(u: number, size: number): number {
  return -size / log(u);
}
