import { exp, purposeId } from "../../math/index.js";
import { ACTIVE, NO_BRAND } from "./population.js";

/**
 * A small-world network without any list of links: agents stand in a ring and hear the nearest on either side; a share of
 * the links leads anywhere instead, by a hash of the two ends' places.
 *
 * @see Watts and Strogatz, Collective dynamics of small-world networks, Nature 393 (1998)
 */
export interface Network {
  readonly neighbours: number;
  readonly rewired: number;
  readonly key: number;
}

/** @param options.cell - the cell's word */
export function networkOf(
  { neighbours, rewired }: { neighbours: number; rewired: number },
  { seed, replication, cell }: { seed: number; replication: number; cell: number },
): Network {
  const key = mixed(mixed(mixed(seed ^ purposeId("agent:link")) ^ replication) ^ cell);
  return { neighbours, rewired, key };
}

/** A bijection of 32 bits in which each bit of the input moves half of the output's (the finaliser of MurmurHash3, Appleby). */
function mixed(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/**
 * Counts the brands that an agent hears of.
 *
 * @param counts - receives how many of the heard have each brand
 * @param options.heard - brands before the step
 * @param options.size - agents in the network
 * @returns how many are heard: those who have a brand and are active
 */
export function listen(
  counts: Uint8Array,
  {
    network: { neighbours, rewired, key },
    agent,
    heard,
    size,
  }: { network: Network; agent: number; heard: Uint8Array; size: number },
): number {
  counts.fill(0);
  const limit = rewired * 4294967296;
  // A place among the next power of two: a further agent draws few links to itself and leaves the others where they are.
  const mask = size <= 1 ? 0 : (1 << (32 - Math.clz32(size - 1))) - 1;
  let total = 0;
  for (let k = 0; k < neighbours; k++) {
    const hop = k % 2 === 0 ? (k >> 1) + 1 : -((k >> 1) + 1);
    const word = mixed(key ^ Math.imul(agent * neighbours + k, 0x9e3779b1));
    let other = (((agent + hop) % size) + size) % size;
    if (word >>> 0 < limit) {
      const far = mixed(word ^ key) & mask;
      if (far < size) other = far;
    }
    const brand = heard[other]!;
    if (brand === NO_BRAND || other === agent) continue;
    counts[brand]!++;
    total++;
  }
  return total;
}

/** Brands of the active before a step, {@link NO_BRAND} for the others. */
export function hearsay(
  heard: Uint8Array,
  { brand, state }: { brand: Uint8Array; state: Uint8Array },
): void {
  for (let i = 0; i < heard.length; i++) heard[i] = state[i] === ACTIVE ? brand[i]! : NO_BRAND;
}

/** What is heard as factors of weights: `exp(w (heard_j − total · expected_j) / K)`. */
export interface Voice {
  /** By count. */
  readonly gain: Float64Array;
  /** By total heard × brand. */
  readonly loss: Float64Array;
}

/**
 * Word of mouth is what neighbours have beyond what the cell's people are expected to have anyway, so that it is neutral
 * where a neighbourhood is like the cell.
 *
 * @param options.expected - shares at the start of the period
 */
export function voiceOf({
  strength,
  neighbours,
  expected,
}: {
  strength: number;
  neighbours: number;
  expected: Float64Array;
}): Voice {
  const each = strength / neighbours;
  const gain = Float64Array.from({ length: neighbours + 1 }, (_, count) => exp(each * count));
  const loss = new Float64Array((neighbours + 1) * expected.length);
  for (let total = 0; total <= neighbours; total++) {
    for (let j = 0; j < expected.length; j++) {
      loss[total * expected.length + j] = exp(-each * total * expected[j]!);
    }
  }
  return { gain, loss };
}
