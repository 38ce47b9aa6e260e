import { describe, expect, it } from "vitest";
import { REASON_CODES, type ReasonCode } from "./reason-code.js";
import { LOCALES, spoken } from "./say.js";
import { sentence } from "./sentence.js";

const SHARE = { outcome: "share", brand: "Other", unit: "points" };
const RISE = { part: "price", part_brand: "Other", part_amount: 10 };

/** Values as the engine and the fit write them, by code. */
const VALUES: Readonly<Record<ReasonCode, Record<string, string | number>>> = {
  nothing_changes: {},
  gains_most: { brand: "全家", points: 1.23456 },
  loses_most: { brand: "7-11", points: -0.98765 },
  category_buying_changes: { percent: -0.456 },
  revenue_changes: { amount: -1234567.8, currency: "TWD", days: 30, low: -2e6, high: 45.6 },
  units_change: { amount: 1234.5, days: 30, low: -20.2, high: 2e3 },
  gross_profit_changes: { amount: -4321, currency: "TWD", days: 30, low: -9e3, high: 17 },
  costs_money: { currency: "TWD", fixed: 5000, variable: 123.4 },
  acts_after_horizon: { position: 2, days: 30 },
  money_untold: { regions: "North, South" },
  assumed_parameters: { names: "afterDip, saturation" },
  prior_parameters: { names: "price:7-11" },
  beyond_observed: { lever: "price", brand: "Other", asked: 0.41, low: -0.12, high: 0.13 },
  far_beyond_observed: { lever: "points", brand: "Other", asked: 1.61, low: 0, high: 0.13 },
  trigger_not_estimable: { trigger: "sentiment" },
  attack_defined: { brand: "PX Mart" },
  no_backtest: {},
  backtest_not_better: { error: 1.234, naive: 1.111 },
  bands_too_narrow: { coverage: 71.3 },
  prices_that_vary: { brand: "Other", periods: 30, percent: 11 },
  trigger_observations: { trigger: "rain", days: 60 },
  receipt_engine: { made: "0.1.0", here: "0.2.0" },
  receipt_twin: { made: "0123456789ab", here: "ba9876543210" },
  receipt_scenario: { fields: "/interventions/0/lagDays" },
  receipt_result: { made: "0123456789ab", here: "ba9876543210" },
  receipt_forged: { made: "0123456789ab", here: "ba9876543210" },
  explained_total: { ...SHARE, amount: -2.4 },
  explained_total_band: { ...SHARE, amount: -2.4, low: -3.1, high: -1.8, level: 80 },
  explained_by_one: { outcome: "revenue", brand: "", ...RISE },
  explained_part: { ...SHARE, ...RISE, amount: -2.1, total: -2.4 },
  explained_against: { ...SHARE, ...RISE, amount: 0.3, total: -2.4 },
  explained_tie: {
    ...SHARE,
    ...RISE,
    other: "trigger",
    other_trigger: "rain",
    other_amount: 1.5,
    amount: -1.2,
    total: -2.4,
  },
  explained_sampled: { unit: "points", orders: 128, error: 0.01 },
  explained_mechanism: { ...SHARE, mechanism: "habit", amount: 0.4, total: -2.4 },
  explained_place: { ...SHARE, persona: "P", region: "R", amount: -1.4, total: -2.4 },
  explained_swing: { ...SHARE, parameter: "habit", low: -3, high: -2, from: 10, to: 90 },
  explained_uncertainty: {
    ...SHARE,
    parameter: "price:Other",
    low: -3,
    high: -2,
    from: 10,
    to: 90,
    percent: 81,
  },
  explained_elasticity: {
    outcome: "share",
    brand: "Other",
    lever: "price",
    lever_brand: "Other",
    percent: -1.9,
  },
  explained_assumptions: { names: "saturation, level:Other", percent: 12 },
  lever_observations: { lever: "price", brand: "Other", percent: 50, periods: 12 },
  nothing_better: { gain: -12.345, combinations: 7 },
  nothing_better_under_draws: { actions: 2 },
  no_options: {},
  no_levers_observed: {},
  options_excluded: { constraint: "blackouts", count: 3 },
  levers_not_answered: { count: 4 },
  constraint_excludes_all: { constraint: "budget", limit: 100, nearest: 250.5, brand: "–" },
  search_not_exhaustive: { combinations: 120, evaluations: 20000 },
  actions_tie: { actions: "action-1, action-2" },
  best_with_probability: { action: "action-1", percent: 64.2 },
  loses_with_probability: { action: "action-1", percent: 3.1 },
  margin_unknown: { brands: "FamilyMart" },
  money_unknown: { objective: "profit" },
  units_unknown: {},
  price_unknown: { brands: "FamilyMart" },
  margins: { brands: "FamilyMart, 7-11" },
  prices_and_units: {},
  effect_unclear: { points: 1.2, low: -0.3, high: 2.7 },
  people_unknown: {},
  traffic_assumed: { perDay: 314.3, days: 7 },
  too_few_people: { needed: 14012, people: 2200 },
  source_warns: { warning: "not-enough-exposures" },
  test_measured: { brand: "全家", measured: 0.5, error: 1.4, predicted: 2.9 },
  test_contradicts: { errors: 2.34 },
  parameter_moved: {
    name: "points",
    before: 0.2,
    beforeError: 0.05,
    after: 0.17,
    afterError: 0.04,
    percent: 11,
  },
  advice_stays: { action: "points FamilyMart" },
  advice_changes: { before: "points FamilyMart", after: "nothing" },
  rank_changes: { action: "points FamilyMart", before: 1, after: 3 },
  action_dropped: { action: "points FamilyMart" },
  action_added: { action: "price FamilyMart", rank: 2 },
  roi_moves: { action: "points FamilyMart", before: 120.4, after: -3.2 },
  no_new_persona: { unmatched: 8, needed: 12 },
  retrains_used_up: { retrains: 1 },
  no_history_to_retrain: { retrains: 0 },
};

describe("sentences", () => {
  for (const locale of LOCALES) {
    it(`say every code in ${locale}, with every value in it and none missing`, () => {
      for (const code of REASON_CODES) {
        const asked: string[] = [];
        const values = new Proxy(VALUES[code], {
          get(target, name) {
            asked.push(String(name));
            return Reflect.get(target, name);
          },
        });
        const said = sentence({ code, values }, locale);
        expect(said.length, code).toBeGreaterThan(5);
        expect(said).not.toMatch(/undefined|null|NaN|\[object|[（(]\s*[)）]| {2}/);
        expect(said).toMatch(/[.。]$/);
        expect(new Set(asked), code).toStrictEqual(new Set(Object.keys(VALUES[code])));
      }
    });

    it(`write numbers as people read them in ${locale}`, () => {
      const said = sentence({ code: "revenue_changes", values: VALUES.revenue_changes }, locale);
      for (const part of ["−1,234,568", "−2,000,000", "+46", "TWD", "30"]) {
        expect(said).toContain(part);
      }
      expect(sentence({ code: "gains_most", values: VALUES.gains_most }, locale)).toContain(
        "+1.23",
      );
    });
  }

  it("give no band where nothing was drawn", () => {
    const still = { amount: 27_047, currency: "TWD", days: 30, low: 27_047, high: 27_047 };
    expect(sentence({ code: "revenue_changes", values: still }, "en")).toBe(
      "Revenue changes by TWD +27,047 in 30 days.",
    );
    expect(sentence({ code: "units_change", values: still }, "zh-TW")).toBe(
      "30 天內銷售量變化 +27,047 件。",
    );
  });

  it("write a brand as it is written", () => {
    const values = { outcome: "share", brand: "iPhone", unit: "points", amount: 1.5 };
    expect(sentence({ code: "explained_total", values }, "en")).toMatch(/^iPhone's share changes/);
    const all = { ...values, outcome: "revenue", brand: "", unit: "TWD" };
    expect(sentence({ code: "explained_total", values: all }, "en")).toMatch(/^The revenue of all/);
  });

  it("name a brand of a constraint where there is one, and no digit too much", () => {
    const said = (limit: number, brand: string) =>
      sentence(
        {
          code: "constraint_excludes_all",
          values: { constraint: "budget", limit, nearest: 48_598.7, brand },
        },
        "en",
      );
    expect(said(0, "–")).toBe("No action meets the budget of 0; the nearest comes to 48,598.7.");
    expect(said(100, "A")).toContain("the budget of 100 for A;");
    expect(said(0.25, "A")).toContain(" 0.25 for A;");
    const one = { constraint: "brands", count: 1 };
    expect(sentence({ code: "options_excluded", values: one }, "en")).toContain("1 option is ");
  });

  it("are in the words of their language", () => {
    for (const code of REASON_CODES) {
      expect(sentence({ code, values: VALUES[code] }, "zh-TW")).toMatch(/[一-鿿]{3}/);
      const latin = { ...VALUES[code], ...("brand" in VALUES[code] && { brand: "A" }) };
      expect(sentence({ code, values: latin }, "en")).not.toMatch(/[一-鿿]/);
    }
  });

  it("give a code that nobody knows back as it is", () => {
    expect(sentence({ code: "something_new", values: {} }, "en")).toBe("something_new");
  });

  it("do not let a rounded nought keep a sign", () => {
    expect(spoken(-0.001, 2)).toBe("0.00");
    expect(spoken(-0.005001, 2)).toBe("−0.01");
    expect(spoken(999_999.5, 0)).toBe("1,000,000");
    expect(spoken(1234.5678, 1)).toBe("1,234.6");
    const flat = { code: "gains_most", values: { brand: "A", points: 0.001 } };
    expect(sentence(flat, "en")).toContain(": 0.00 points");
  });
});
