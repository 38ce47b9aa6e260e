import { normalQuantile, purposeId, uniformSource } from "../../src/math/index.js";
import type { DemandRow } from "../../src/model/demand/index.js";

/** What was planted in {@link countMarket}. */
export const PLANTED = { own: { a: -2, b: -3, c: -2.5 }, cross: 0.3, feat: 0.5 };

/** A row and the mean that its units were drawn around. */
export type CountedRow = DemandRow & { readonly mean: number };

/**
 * Slow sellers: three products whose units are Poisson's around planted means of about one, mixed by gamma's where
 * `overdispersion` is above 0 (one over a whole number).
 */
export function countMarket(
  seed: number,
  { groups = 12, periods = 20, level = 0, overdispersion = 0 } = {},
): CountedRow[] {
  const next = uniformSource(seed, 0, purposeId("count market"));
  const normal = () => normalQuantile(next());
  const names = ["a", "b", "c"] as const;
  return Array.from({ length: groups }, (_, g) => {
    const own = level + 0.7 * normal();
    return Array.from({ length: periods }, (_, at) => {
      const logs = { a: 0.2 * normal(), b: 0.2 * normal(), c: 0.2 * normal() };
      const prices = { a: Math.exp(logs.a), b: Math.exp(logs.b), c: Math.exp(logs.c) };
      return names.map((product) => {
        const feat = next() < 0.3 ? 1 : 0;
        let place = own + PLANTED.feat * feat;
        for (const name of names) {
          place += (name === product ? PLANTED.own[name] : PLANTED.cross) * logs[name];
        }
        const mean = Math.exp(place);
        const units = poisson(mean * mixed(overdispersion, next), next());
        return { product, group: `g${g}`, at, units, prices, feat, mean };
      });
    }).flat();
  }).flat();
}

/** A gamma number of mean 1 and variance `overdispersion`: a mean of so many exponential ones. */
function mixed(overdispersion: number, next: () => number): number {
  if (overdispersion === 0) return 1;
  const shape = Math.round(1 / overdispersion);
  let sum = 0;
  for (let i = 0; i < shape; i++) sum -= Math.log(next());
  return sum / shape;
}

function poisson(mean: number, uniform: number): number {
  let count = 0;
  let chance = Math.exp(-mean);
  let below = chance;
  while (uniform > below && count < 1e4) {
    count++;
    chance *= mean / count;
    below += chance;
  }
  return count;
}
