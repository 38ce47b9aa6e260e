import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../test/twin/example-twin.js";
import type { RecommendationRequestInput } from "../schema/recommendation-request.js";
import { recommend } from "./recommend.js";

const twin = exampleTwin({ personas: 1, regions: 2 });
const margin = { "7-11": 0.3, FamilyMart: 0.45, Other: 0.2 };
const cut = { lever: "price" as const, brand: "FamilyMart", low: 0.9, high: 1.1 };
const discount = { lever: "discount" as const, brand: "FamilyMart", low: 0, high: 0.3 };
const asked: RecommendationRequestInput = { levers: [cut], economics: { margin }, draws: 40 };

describe("a request without an answer", () => {
  it.each<[string, RecommendationRequestInput, string]>([
    [
      "a budget below every cost",
      { levers: [{ ...discount, cost: 900 }], budget: 100 },
      "constraint_excludes_all",
    ],
    [
      "a budget of nothing",
      { levers: [{ ...discount, low: 0.1 }], budget: 0 },
      "constraint_excludes_all",
    ],
    [
      "a margin floor above every price",
      { levers: [cut], constraints: { marginFloor: 0.9 } },
      "constraint_excludes_all",
    ],
    [
      "price bounds that no price meets",
      { levers: [cut], constraints: { price: { FamilyMart: { low: 90 } } } },
      "constraint_excludes_all",
    ],
    [
      "a share that nothing reaches",
      { levers: [cut], constraints: { shareFloor: { FamilyMart: 0.9 } } },
      "constraint_excludes_all",
    ],
    [
      "no brand that may be moved",
      { levers: [cut], constraints: { brands: ["Other"] } },
      "options_excluded",
    ],
    [
      "blackouts on every day",
      { levers: [cut], constraints: { blackouts: [{ from: "2026-04-01", to: "2026-04-30" }] } },
      "options_excluded",
    ],
    [
      "no promotion allowed",
      { levers: [discount], constraints: { maxPromotions: 0 } },
      "no_options",
    ],
    [
      "goods that sell below cost at once",
      { levers: [{ ...discount, low: 0.2 }], economics: { margin: { FamilyMart: 0.05 } } },
      "nothing_better",
    ],
  ])("recommends nothing for %s and says why", (_, request, code) => {
    const found = recommend(twin, { economics: { margin }, draws: 10, ...request });
    expect(found.advice).toBe("nothing");
    expect(found.actions).toStrictEqual([]);
    expect(found.reasons.map((reason) => reason.code)).toContain(code);
  });

  it("recommends nothing where no lever was ever observed to move", () => {
    const found = recommend({ ...twin, levers: [] }, { economics: { margin }, draws: 0 });
    expect(found).toMatchObject({ advice: "nothing", reasons: [{ code: "no_levers_observed" }] });
  });

  it.each<[string, typeof twin, RecommendationRequestInput, string]>([
    ["profit without margins", twin, { levers: [cut] }, "margin_unknown"],
    [
      "a margin floor without margins",
      twin,
      { levers: [cut], objective: "share", constraints: { marginFloor: 0.1 } },
      "margin_unknown",
    ],
    [
      "money that nobody tells",
      {
        ...twin,
        cells: twin.cells.map((cell) => ({ ...cell, unitsPerDay: null })),
        spending: {},
      },
      { levers: [cut], objective: "revenue" },
      "money_unknown",
    ],
    [
      "money that some regions alone tell",
      {
        ...twin,
        cells: twin.cells.map((cell, c) => (c === 0 ? { ...cell, unitsPerDay: null } : cell)),
        spending: {},
      },
      { levers: [cut], objective: "revenue" },
      "money_untold",
    ],
    [
      "money in several currencies",
      { ...twin, currency: null },
      { levers: [cut], objective: "revenue" },
      "money_unknown",
    ],
    [
      "units that nobody counted",
      { ...twin, cells: twin.cells.map((cell) => ({ ...cell, unitsPerDay: null })) },
      { levers: [cut], objective: "units" },
      "units_unknown",
    ],
    [
      "what cannot be foretold but happens anyway",
      twin,
      {
        ...asked,
        given: [
          { type: "external", trigger: "comfort", value: 1, startDay: 0, cost: 0, lagDays: 0 },
        ],
      },
      "trigger_not_estimable",
    ],
  ])("refuses %s, with what is needed", (_, of, request, code) => {
    const found = recommend(of, { draws: 0, ...request });
    expect(found).toMatchObject({ advice: "refused", actions: [] });
    expect(found.reasons.map((reason) => reason.code)).toContain(code);
    expect(found.needs).not.toHaveLength(0);
  });

  it.each<[string, RecommendationRequestInput, string, string]>([
    [
      "an unknown brand",
      { levers: [{ ...cut, brand: "Nope" }] },
      "unknown_brand",
      "/levers/0/brand",
    ],
    [
      "an unknown region",
      { levers: [{ ...cut, regions: ["Mars"] }] },
      "unknown_region",
      "/levers/0/regions/0",
    ],
    [
      "an unknown persona",
      { constraints: { personas: ["Nobody"] } },
      "unknown_persona",
      "/constraints/personas/0",
    ],
    [
      "an unknown brand's margin",
      { economics: { margin: { Nope: 0.2 } } },
      "unknown_brand",
      "/economics/margin/Nope",
    ],
    [
      "a range turned round",
      { levers: [{ ...cut, low: 1.2, high: 0.8 }] },
      "out_of_range",
      "/levers/0",
    ],
    [
      "a level that no engine takes",
      { levers: [{ ...discount, high: 0.95 }] },
      "out_of_range",
      "/levers/0/high",
    ],
    [
      "levels of what has none",
      { levers: [{ lever: "bogo", brand: "Other", low: 0 }] },
      "no_lever",
      "/levers/0/low",
    ],
    [
      "a range and values",
      { levers: [{ ...cut, values: [1.1] }] },
      "invalid_input",
      "/levers/0/values",
    ],
    [
      "a start beyond the horizon",
      { levers: [{ ...cut, startDays: [30] }], durationDays: 30 },
      "out_of_range",
      "/levers/0/startDays/0",
    ],
    ["a negative budget", { budget: -1 }, "out_of_range", "/budget"],
    [
      "a negative margin",
      { economics: { margin: { Other: -0.1 } } },
      "out_of_range",
      "/economics/margin/Other",
    ],
    [
      "a margin floor of 1",
      { constraints: { marginFloor: 1 } },
      "out_of_range",
      "/constraints/marginFloor",
    ],
    [
      "price bounds turned round",
      { constraints: { price: { Other: { low: 5, high: 4 } } } },
      "out_of_range",
      "/constraints/price/Other",
    ],
    [
      "share floors above all",
      { constraints: { shareFloor: { Other: 0.6, "7-11": 0.5 } } },
      "out_of_range",
      "/constraints/shareFloor",
    ],
    [
      "a blackout turned round",
      { constraints: { blackouts: [{ from: "2026-04-02", to: "2026-04-01" }] } },
      "out_of_range",
      "/constraints/blackouts/0",
    ],
    ["a horizon that is none", { durationDays: 0 }, "invalid_input", "/durationDays"],
    ["a number that is none", { budget: Number.NaN }, "invalid_input", "/budget"],
    ["a word that is none of the request's", { goal: "profit" } as never, "invalid_input", ""],
  ])("refuses %s by its place", (_, request, code, pointer) => {
    const ask = () => recommend(twin, { economics: { margin }, ...request });
    expect(ask).toThrow(
      expect.objectContaining({ code, details: [expect.objectContaining({ pointer })] }),
    );
  });
});
