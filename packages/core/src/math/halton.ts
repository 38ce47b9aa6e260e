import { CoreError } from "../error.js";
import { purposeId, uniformSource } from "./draw.js";

const SCRAMBLE = purposeId("halton scramble");
const MOST_DIMENSIONS = 512;

/**
 * Points that fill the unit cube evenly: Halton's sequence with the digits of every base permuted at random.
 *
 * @param points - how many; the first points of a longer sequence are the same
 * @param options.dimensions - 1 to 512; each takes the next prime as its base
 * @param options.seed - of the permutations, see `uniform`
 * @returns row-major, points × dimensions, each strictly between 0 and 1
 * @throws CoreError `out_of_range`
 * @see Owen, A randomized Halton algorithm in R, arXiv 1706.02808 (2017)
 */
export function scrambledHalton(
  points: number,
  { dimensions, seed }: { dimensions: number; seed: number },
): Float64Array {
  if (!(dimensions >= 1 && dimensions <= MOST_DIMENSIONS)) {
    throw new CoreError("out_of_range", `${dimensions} dimensions, expected 1 to 512`);
  }
  const out = new Float64Array(points * dimensions);
  primes(dimensions).forEach((base, d) => {
    const next = uniformSource(seed, d, SCRAMBLE);
    let weight = 1;
    // Digits below 2^-32 do not matter: the point lies in the middle of what is left.
    for (; weight < 4294967296; weight *= base) {
      const permuted = permutation(base, next);
      for (let i = 0; i < points; i++) {
        const digit = Math.floor(i / weight) % base;
        out[i * dimensions + d] = out[i * dimensions + d]! + permuted[digit]! / (weight * base);
      }
    }
    for (let i = 0; i < points; i++) {
      out[i * dimensions + d] = out[i * dimensions + d]! + 0.5 / weight;
    }
  });
  return out;
}

/** The first primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

function permutation(size: number, next: () => number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
