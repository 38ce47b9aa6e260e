import { describe, expect, it } from "vitest";
import { REASON_CODES, type ReasonCode } from "./reason-code.js";
import { LOCALES, sentence, spoken } from "./sentence.js";

/** Values as the engine and the fit write them, by code. */
const VALUES: Readonly<Record<ReasonCode, Record<string, string | number>>> = {
  nothing_changes: {},
  gains_most: { brand: "全家", points: 1.23456 },
  loses_most: { brand: "7-11", points: -0.98765 },
  category_buying_changes: { percent: -0.456 },
  revenue_changes: { amount: -1234567.8, currency: "TWD", days: 30, low: -2e6, high: 45.6 },
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
  lever_observations: { lever: "price", brand: "Other", percent: 50, periods: 12 },
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
