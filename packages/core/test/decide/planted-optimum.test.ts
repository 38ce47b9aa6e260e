import { describe, expect, it } from "vitest";
import { createOutcomes, objectiveOf } from "../../src/decide/action-outcome.js";
import { checkOutcome, checkPaid, mayCombine } from "../../src/decide/constraint.js";
import { readRequest } from "../../src/decide/read-request.js";
import type { Setting, Slot } from "../../src/decide/slot.js";
import { recommend } from "../../src/index.js";
import type { RecommendationRequestInput } from "../../src/schema/recommendation-request.js";
import type { Twin } from "../../src/schema/twin.js";
import { exampleTwin } from "../twin/example-twin.js";
import { exactTwin } from "./planted-market.js";

describe("the planted optimum", () => {
  it.each([0.3, 0.5, 0.6])("of one price is the textbook's, at a margin of %d", (margin) => {
    // One cell: the best price p of cost c solves (p - c) / p = 1 / (α (1 - s(p))).
    const whole = exactTwin();
    const twin = { ...whole, cells: whole.cells.slice(0, 1) };
    const [cell] = twin.cells;
    const [share = 0, alpha = 0] = [cell?.choice[0], twin.price[0]?.value];
    const shareAt = (p: number) => {
      const weight = share * p ** -alpha;
      return weight / (weight + 1 - share);
    };
    let [low, high] = [0.2, 5];
    for (let i = 0; i < 60; i++) {
      const p = (low + high) / 2;
      if ((p - (1 - margin)) / p > 1 / (alpha * (1 - shareAt(p)))) high = p;
      else low = p;
    }
    const gain = (p: number) => (p - (1 - margin)) * shareAt(p) - margin * share;
    const found = recommend(twin, {
      levers: [{ lever: "price", brand: "A", low: 0.5, high: 2 }],
      economics: { margin: { A: margin } },
      draws: 0,
    });
    const level = found.actions[0]?.levers[0]?.level ?? 1;
    expect(gain(level)).toBeGreaterThan(0.999 * gain(low));
    expect(level).toBeCloseTo(low, 2);
    const perUnit = 30 * (cell?.unitsPerDay ?? 0) * (cell?.price[0] ?? 0);
    expect(found.actions[0]?.effect.profit?.value).toBeCloseTo(perUnit * gain(level), 4);
  });

  it("of mixed levers under constraints is within 2 % of the best of a fine grid", () => {
    for (const [twin, request] of MARKETS) {
      const found = recommend(twin, { ...request, draws: 0 }).actions[0]?.score.estimate ?? 0;
      const best = bestOfGrid(twin, request);
      expect(best).toBeGreaterThan(0);
      expect(found).toBeGreaterThan(0.98 * best);
    }
  });
});

const MARKETS: readonly (readonly [Twin, RecommendationRequestInput])[] = [
  [
    exampleTwin({ personas: 1, regions: 1 }),
    {
      brands: ["FamilyMart"],
      levers: [
        { lever: "discount", brand: "FamilyMart", low: 0, high: 0.4, durations: [7, 30] },
        { lever: "price", brand: "FamilyMart", low: 0.85, high: 1.2 },
        { lever: "bogo", brand: "FamilyMart", durations: [7], cost: 500 },
      ],
      economics: { margin: { FamilyMart: 0.6 } },
      constraints: { marginFloor: 0.4, maxActions: 2 },
      budget: 8000,
    },
  ],
  [
    exactTwin(["A", "B", "C"], 3),
    {
      brands: ["A", "B"],
      levers: [
        { lever: "price", brand: "A", low: 0.6, high: 1.4 },
        { lever: "price", brand: "B", low: 0.6, high: 1.4 },
        { lever: "points", brand: "B", values: [1.5, 2, 3], cost: 4000 },
      ],
      economics: { margin: { A: 0.5, B: 0.2 } },
      constraints: { shareFloor: { C: 0.28 } },
    },
  ],
  [
    exampleTwin({ personas: 1, regions: 2 }),
    {
      objective: "revenue",
      brands: ["7-11"],
      levers: [
        { lever: "discount", brand: "7-11", low: 0, high: 0.5, regions: ["R0"] },
        { lever: "discount", brand: "7-11", low: 0, high: 0.5, regions: ["R1"] },
      ],
      budget: 30000,
    },
  ],
];

/** The best level of every combination on a grid of 25 levels a lever, 11 where there are two. */
function bestOfGrid(twin: Twin, input: RecommendationRequestInput): number {
  const request = readRequest(twin, input);
  const brands = request.brands ?? [];
  const outcomes = createOutcomes(twin, { request, brands, seed: 0, draws: 0 });
  const margin = Object.fromEntries(
    twin.brands.map((brand) => [brand, request.economics.margin[brand] ?? null]),
  );
  const check = { twin, request, brands, margin, revenue: 1 };
  const slots = (request.levers ?? []).flatMap((option): Slot[] =>
    (option.durations ?? [request.durationDays]).map((durationDays) => ({
      lever: option.lever,
      brand: option.brand,
      persona: null,
      region: option.regions?.[0] ?? null,
      startDay: 0,
      durationDays,
      low: option.low ?? 1,
      high: option.high ?? 1,
      values: option.lever === "bogo" ? [1] : (option.values ?? null),
      cost: option.cost,
    })),
  );
  let best = 0;
  const look = (settings: readonly Setting[]) => {
    const outcome = outcomes.of(settings);
    const checked = [...checkPaid(settings, check), ...checkOutcome(outcome, check)];
    if (checked.some(({ excess }) => excess > 0)) return;
    best = Math.max(best, objectiveOf(request.objective, outcome, brands)?.[0] ?? 0);
  };
  const levelsOf = ({ low, high, values }: Slot, count: number) =>
    values ?? Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
  for (const [i, slot] of slots.entries()) {
    for (const level of levelsOf(slot, 25)) look([{ slot, level }]);
    for (const other of slots.slice(i + 1)) {
      if (!mayCombine(twin, [slot, other], request.constraints)) continue;
      for (const level of levelsOf(slot, 11)) {
        for (const second of levelsOf(other, 11)) {
          look([
            { slot, level },
            { slot: other, level: second },
          ]);
        }
      }
    }
  }
  return best;
}
