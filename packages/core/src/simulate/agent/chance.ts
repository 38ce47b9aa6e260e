import { fillPhilox, normalQuantile, purposeId } from "../../math/index.js";
import type { Luck } from "./population.js";

/** What agents draw for; each has its own stream, so that a further one leaves the others' luck unchanged. */
const PURPOSES = {
  startBrand: purposeId("agent:start brand"),
  loyalty: purposeId("agent:loyalty"),
  price: purposeId("agent:price"),
  promotion: purposeId("agent:promotion"),
  rate: purposeId("agent:rate"),
  joined: purposeId("agent:joined"),
  entry: purposeId("agent:entry"),
  link: purposeId("agent:link"),
  churn: purposeId("agent:churn"),
  choice: purposeId("agent:choice"),
  purchase: purposeId("agent:purchase"),
  adoption: purposeId("agent:adoption"),
};
export type Purpose = keyof typeof PURPOSES;

/** Agents that are worked on together: their words fit into the nearest cache. */
export const CHUNK = 1024;

const TWO_TO_MINUS_32 = 2.3283064365386963e-10;

/**
 * Words of agents for a step and a purpose: four agents share one Philox block, so that each agent's word depends on
 * nothing but (seed, replication, cell, agent, step, purpose).
 *
 * @param words - receives a uint32 for each agent from `agent` on; its length is a multiple of 4
 * @param options.agent - number of the first agent, a multiple of 4
 */
export function fillWords(
  words: Uint32Array,
  {
    luck,
    cell,
    agent,
    step,
    purpose,
  }: { luck: Luck; cell: number; agent: number; step: number; purpose: Purpose },
): void {
  fillPhilox(words, {
    first: agent >>> 2,
    c1: step,
    c2: cell,
    c3: PURPOSES[purpose],
    k0: luck.seed,
    k1: luck.replication,
  });
}

/** A word as a number strictly between 0 and 1. */
export const toUniform = (word: number): number => (word + 0.5) * TWO_TO_MINUS_32;

/** A word as a standard normal deviate. */
export const toNormal = (word: number): number => normalQuantile(toUniform(word));

/** Words below it have the given probability. */
export const thresholdOf = (probability: number): number => probability * 4294967296 - 0.5;
