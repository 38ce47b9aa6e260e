import { describe, expect, it } from "vitest";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { simulate } from "../simulate/index.js";
import { Comparison, compare } from "./compare.js";

const twin = exampleTwin({ personas: 1, regions: 2 });
const ask = (discount: number, draws = 40) =>
  simulate(twin, {
    interventions: [
      { type: "promotion", brand: "FamilyMart", discount, durationDays: 7, cost: 50 },
    ],
    margin: { "7-11": 0.3, FamilyMart: 0.3, Other: 0.3 },
    draws,
  });

describe("compare", () => {
  it("shows the numbers of the results, with or without running them again", () => {
    const results = [ask(0), ask(0.1)];
    const [told, again] = [compare(results), compare(results, { twin, names: ["none", "tenth"] })];
    expect(Comparison.parse(JSON.parse(JSON.stringify(again)))).toStrictEqual(again);
    expect(again.rows.map(({ name }) => name)).toStrictEqual(["none", "tenth"]);
    for (const [i, { values }] of told.rows.entries()) {
      for (const [column, quantity] of Object.entries(values)) {
        const other = again.rows[i]?.values[column]?.value ?? Number.NaN;
        expect(Math.abs((quantity?.value ?? 0) - other)).toBeLessThan(1e-6);
      }
    }
    expect(Object.keys(told.rows[1]?.values ?? {})).toContain("gross_profit_change");
  });

  it("gives differences the band of the difference, under common draws", () => {
    const { rows, commonDraws } = compare([ask(0.1), ask(0.11)], { twin });
    const of = (row: number, part: "values" | "difference") =>
      rows[row]?.[part]["share:FamilyMart"]?.band;
    const width = (band: ReturnType<typeof of>) => (band ? band.p97_5 - band.p2_5 : Number.NaN);
    expect(commonDraws).toBe(true);
    expect(width(of(1, "difference"))).toBeLessThan(0.2 * width(of(1, "values")));
    expect(width(of(0, "difference"))).toBe(0);
  });

  it("refuses results that are not of one question", () => {
    const other = simulate(exampleTwin(), { draws: 40 });
    const bad = expect.objectContaining({ code: "invalid_input" });
    expect(() => compare([])).toThrow(bad);
    expect(() => compare([ask(0.1), other])).toThrow(bad);
    expect(() => compare([ask(0.1), ask(0.1, 20)])).toThrow(bad);
    expect(() => compare([ask(0.1)], { twin: exampleTwin() })).toThrow(bad);
    expect(() => compare([ask(0.1)], { names: ["a", "b"] })).toThrow(bad);
  });
});
