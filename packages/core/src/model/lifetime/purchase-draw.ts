import { exp, log, log1p, sampleBeta, sampleGamma, type UniformSource } from "../../math/index.js";
import type { BgNbd } from "./bg-nbd.js";

/** Purchases that are drawn of one customer at most; who buys more often than that is cut here. */
const MOST = 10_000;

/** What a customer's future depends on; times in the model's unit. */
export interface Outlook {
  readonly repeats: number;
  readonly age: number;
  readonly horizon: number;
  /** Times of the purchases that were drawn last. */
  readonly times: number[];
}

/**
 * One possible future of a customer: fills `outlook.times` with the times of purchases within the horizon.
 *
 * @remarks Of a customer who is alive the rate has the posterior gamma(r + x, alpha + T) and the chance of leaving
 * beta(a, b + x). So the first wait is Lomax, and given it the rate is gamma(r + x + 1, alpha + T + wait): most
 * customers are done after one uniform number.
 * @param alive - probability that the customer is alive, under `model`
 * @returns number of purchases
 */
export function drawPurchases(
  next: UniformSource,
  alive: number,
  { r, alpha, a, b }: BgNbd,
  { repeats, age, horizon, times }: Outlook,
): number {
  times.length = 0;
  const luck = next() / alive;
  if (!(luck < 1)) return 0;
  let at = (alpha + age) * (exp(-log1p(-luck) / (r + repeats)) - 1);
  if (!(at <= horizon)) return 0;
  const rate = sampleGamma(next, r + repeats + 1) / (alpha + age + at);
  const leaving = sampleBeta(next, a, b + repeats);
  while (at <= horizon && times.length < MOST) {
    times.push(at);
    if (next() < leaving) break;
    at -= log(next()) / rate;
  }
  return times.length;
}
