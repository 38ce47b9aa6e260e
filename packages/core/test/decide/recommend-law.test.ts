import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moneyByDraw, Recommendation, recommend } from "../../src/index.js";
import type { RecommendationRequestInput } from "../../src/schema/recommendation-request.js";
import type { Twin } from "../../src/schema/twin.js";
import { arbitraryTwin } from "../twin/arbitrary-twin.js";

const OBJECTIVES = ["profit", "revenue", "units", "share", "roi"] as const;

const asked = (twin: Twin): fc.Arbitrary<RecommendationRequestInput> => {
  const brand = fc.constantFrom(...twin.brands);
  const lever = fc.oneof(
    brand.map((name) => ({ lever: "price" as const, brand: name, low: 0.8, high: 1.25 })),
    brand.map((name) => ({
      lever: "discount" as const,
      brand: name,
      low: 0,
      high: 0.4,
      durations: [5],
    })),
    brand.map((name) => ({ lever: "points" as const, brand: name, low: 1, high: 3, cost: 300 })),
    brand.map((name) => ({
      lever: "bogo" as const,
      brand: name,
      startDays: [0, 4],
      durations: [4],
    })),
  );
  return fc
    .record({
      levers: fc.array(lever, { minLength: 1, maxLength: 3 }),
      objective: fc.constantFrom(...OBJECTIVES),
      risk: fc.constantFrom("expected" as const, "risk-adjusted" as const),
      budget: fc.constantFrom(0, 500, 20000),
      margins: fc.double({ min: 0, max: 0.8, noNaN: true }),
      floor: fc.double({ min: -0.2, max: 0.5, noNaN: true }),
      maxPromotions: fc.integer({ min: 0, max: 2 }),
      shareFloor: fc.double({ min: 0, max: 0.2, noNaN: true }),
    })
    .map(({ margins, floor, maxPromotions, shareFloor, ...rest }) => ({
      ...rest,
      brands: twin.brands.slice(0, 1),
      economics: { margin: Object.fromEntries(twin.brands.map((name) => [name, margins])) },
      constraints: {
        // JSON writes −0 as 0.
        marginFloor: floor + 0,
        maxPromotions,
        maxAtOnce: 1,
        shareFloor: { [twin.brands[1] ?? ""]: shareFloor },
        maxActions: 2,
      },
      durationDays: 10,
      draws: 16,
      effort: 150,
    }));
};

describe("every recommendation", () => {
  it("keeps to the constraints, beats nothing, and runs again to the same numbers", () => {
    fc.assert(
      fc.property(
        arbitraryTwin.chain((twin) => fc.tuple(fc.constant(twin), asked(twin))),
        ([twin, request]) => {
          const found = recommend(twin, request);
          expect(Recommendation.parse(JSON.parse(JSON.stringify(found)))).toStrictEqual(found);
          expect(found.advice === "act").toBe(found.actions.length > 0);
          if (found.actions.length === 0) expect(found.reasons).not.toHaveLength(0);
          let last = Number.POSITIVE_INFINITY;
          for (const { levers, effect, score, scenario, rank, roi } of found.actions) {
            expect(score.estimate).toBeGreaterThan(0);
            expect(score.adjusted).toBeGreaterThan(0);
            expect(score.adjusted).toBeLessThanOrEqual(last);
            last = score.adjusted;
            expect(rank).toBeGreaterThan(0);
            expect(effect.spend?.total.value).toBeLessThanOrEqual((request.budget ?? 0) + 1e-6);
            const promotions = levers.filter(({ lever }) => lever !== "price");
            expect(promotions.length).toBeLessThanOrEqual(request.constraints?.maxPromotions ?? 0);
            const { money } = moneyByDraw(twin, scenario);
            const j = twin.brands.indexOf(found.brands[0] ?? "");
            const change = (money?.revenue[j]?.[0] ?? 0) - (money?.baselineRevenue[j]?.[0] ?? 0);
            expect(effect.revenue?.value).toBeCloseTo(change, 6);
            expect(roi.probabilityOfLoss).not.toBeNull();
            for (const { brand } of levers) {
              let paid = 1;
              for (const one of levers.filter((each) => each.brand === brand)) {
                if (one.lever === "price") paid *= one.level;
                if (one.lever === "discount") paid *= 1 - one.level;
                if (one.lever === "bogo") paid *= 1 - twin.bogo.value / 2;
              }
              const margin =
                1 - (1 - (request.economics?.margin?.[brand] ?? 0)) / Math.min(1, paid);
              const floor = request.constraints?.marginFloor;
              expect(margin).toBeGreaterThan((typeof floor === "number" ? floor : 0) - 1e-9);
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
