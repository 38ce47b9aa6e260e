import { describe, expect, it } from "vitest";
import { normal, purposeId, softmax } from "../../math/index.js";
import { dateOfDay } from "../../schema/index.js";
import { fitBaseline } from "./fit-baseline.js";
import { predictBaseline } from "./predict-baseline.js";
import { ShareBaseline } from "./share-baseline.js";

const NOISE = purposeId("share baseline test noise");
let levels = [0, 0];
const rows = Array.from({ length: 260 }, (_, t) => {
  const draw = (i: number) => normal(7, i, t, NOISE);
  levels = levels.map((level, i) => level + 0.02 * draw(i));
  const utilities = [1 + levels[0]!, levels[1]! + (t % 7 === 5 ? 0.3 : 0), -2];
  const [A = 0, B = 0, C = 0] = softmax(utilities.map((u, i) => u + 0.08 * draw(10 + i)));
  const isSoldOut = t % 50 === 3;
  return {
    date: dateOfDay(19000 + t),
    shares: isSoldOut ? { A, B: B + C, C: 0 } : { A, B, C },
  };
});
const model = fitBaseline(rows.slice(0, 200));

describe("shares", () => {
  it("sum to 1, and their bands hold about as many as they say", () => {
    const inside = { 50: 0, 80: 0, 95: 0 };
    const forecasts = predictBaseline(model, rows.slice(200));
    forecasts.forEach(({ shares, bands }, i) => {
      expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      for (const brand of ["A", "B", "C"] as const) {
        const { p2_5 = 0, p10 = 0, p25 = 0, p50 = 0, p75 = 0, p90 = 0, p97_5 = 0 } = bands[brand]!;
        const found = rows[200 + i]!.shares[brand];
        expect(p50).toBeCloseTo(shares[brand]!, 12);
        if (found >= p25 && found <= p75) inside[50]++;
        if (found >= p10 && found <= p90) inside[80]++;
        if (found >= p2_5 && found <= p97_5) inside[95]++;
      }
    });
    expect(Math.abs(inside[50] / 180 - 0.5)).toBeLessThan(0.12);
    expect(Math.abs(inside[80] / 180 - 0.8)).toBeLessThan(0.1);
    expect(Math.abs(inside[95] / 180 - 0.95)).toBeLessThan(0.06);
  });

  it("find the day on which a brand sells better", () => {
    const strongest = Object.entries(model.models[1]!.parameters)
      .filter(([name]) => name.startsWith("weekday"))
      .sort(([, a], [, b]) => b.value - a.value)[0]![0];
    expect(strongest).toBe(`weekday_${((19005 + 3) % 7) + 1}`);
  });

  it("say that zeros were replaced, and by what", () => {
    expect(model.weaknesses[0]).toEqual({ code: "zeros_replaced", values: { zeros: 4 } });
    const least = Math.min(...rows.slice(0, 200).flatMap(({ shares }) => shares.C || []));
    expect(model.floors[2]).toBeCloseTo(least / 2, 12);
  });

  it("survive JSON", () => {
    const back = ShareBaseline.parse(JSON.parse(JSON.stringify(model)));
    const asked = [{ date: dateOfDay(19300) }];
    expect(predictBaseline(back, asked)).toEqual(predictBaseline(model, asked));
  });

  it.each([
    ["invalid_input", "sum to 0.5", { A: 0.2, B: 0.3 }],
    ["invalid_input", "share of B", { A: 1 }],
    ["invalid_input", "names C", { A: 0.5, B: 0.3, C: 0.2 }],
    ["invalid_input", "found NaN", { A: Number.NaN, B: 0.5 }],
  ])("%s: %s", (code, message, shares: Record<string, number>) => {
    const fine = { date: "2024-01-01", shares: { A: 0.4, B: 0.6 } };
    const fit = () => fitBaseline([fine, { date: "2024-01-02", shares }]);
    expect(fit).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it("no_data: a brand that nobody ever chose", () => {
    const nobody = rows.slice(0, 20).map(({ date }) => ({ date, shares: { A: 1, B: 0 } }));
    expect(() => fitBaseline(nobody)).toThrow(expect.objectContaining({ code: "no_data" }));
  });
});
