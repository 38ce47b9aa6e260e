import { uniform } from "../../src/math/index.js";
import type { PlanOptionsInput } from "../../src/synthetic/index.js";

/** Days after those that a fit sees: the horizon of every question, and what is foretold. */
export const HORIZON = 28;

/** What a market of the study is like beside its numbers. */
export interface MarketKind {
  readonly prices: boolean;
  readonly promotions: boolean;
  readonly overdispersed: boolean;
  readonly drifting: boolean;
}

/** The plan of a market: names, and with them every parameter, differ by seed; `days` includes the horizon. */
export function marketPlan(seed: number): {
  options: PlanOptionsInput & { days: number };
  kind: MarketKind;
} {
  const among = (count: number, what: number) => Math.floor(count * uniform(seed, what, 0, 0));
  const names = (kind: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${kind} ${seed}.${i + 1}`);
  const kind: MarketKind = {
    prices: among(8, 1) !== 0,
    promotions: among(6, 2) !== 0,
    overdispersed: among(4, 3) === 0,
    drifting: among(4, 4) === 0,
  };
  return {
    kind,
    options: {
      seed,
      brands: names("Brand", 2 + among(3, 5)),
      personas: names("Persona", 1 + among(3, 6)),
      regions: names("Region", 1 + among(3, 7)),
      days: 90 + 10 * among(16, 8) + HORIZON,
      people: 200 + 100 * among(8, 9),
      priceVariation: 0.05 + 0.01 * among(8, 10),
      promotions: kind.promotions,
      noPrices: !kind.prices,
      overdispersion: kind.overdispersed ? 0.001 * (1 + among(4, 11)) : 0,
      drift: kind.drifting ? 0.005 * (1 + among(3, 12)) : 0,
    },
  };
}
