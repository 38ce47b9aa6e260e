import { describe, expect, it } from "vitest";
import { calibrate, explainCalibration, type TwinResult } from "../../src/model/index.js";
import { Twin } from "../../src/schema/twin.js";
import { simulate } from "../../src/simulate/index.js";
import { exampleTwin } from "../twin/example-twin.js";

const twin = exampleTwin();
const source = { kind: "experiment", test: "price test 4" } as const;
const measured = {
  kind: "elasticity",
  brand: "FamilyMart",
  value: -2.4,
  standardError: 0.2,
  source,
} as const satisfies TwinResult;
const at = (of: Twin, brand: string) =>
  of.price[of.brands.indexOf(brand)] ?? { value: 0, standardError: 0, origin: null };

describe("a twin that learns a test's result", () => {
  it("narrows the price coefficient of the brand by the right amount and keeps the rest bit for bit", () => {
    const after = calibrate(twin, measured);
    expect(Twin.safeParse(after).success).toBe(true);
    const { evidence, before } = explainCalibration(twin, measured);
    const precision = 1 / before.standardError ** 2 + 1 / evidence.standardError ** 2;
    const found = at(after, "FamilyMart");
    expect(found.standardError).toBeCloseTo(Math.sqrt(1 / precision), 12);
    expect(found.value).toBeCloseTo(
      (before.value / before.standardError ** 2 + evidence.value / evidence.standardError ** 2) /
        precision,
      12,
    );
    expect(found.origin).toEqual({ kind: "experiment", test: "price test 4" });
    const { price, priceCovariance, ...rest } = after;
    const { price: _, priceCovariance: __, ...same } = twin;
    expect(rest).toEqual(same);
    expect(price).toHaveLength(twin.brands.length);
    expect(priceCovariance[4]).toBeCloseTo(found.standardError ** 2, 12);
  });

  it("comes to the same twin in any order of results", () => {
    const other = { ...measured, brand: "7-11", value: -1.8, of: "share" } as const;
    const forth = calibrate(calibrate(twin, measured), other);
    const back = calibrate(calibrate(twin, other), measured);
    forth.price.forEach(({ value, standardError }, j) => {
      expect(back.price[j]?.value).toBeCloseTo(value, 10);
      expect(back.price[j]?.standardError).toBeCloseTo(standardError, 10);
    });
  });

  it("finds again the coefficient with which the twin itself makes a share change", () => {
    const truth = at(twin, "FamilyMart").value;
    const { change: changes } = simulate(twin, {
      interventions: [{ type: "price_change", price: { FamilyMart: 1.1 } }],
      durationDays: 14,
      draws: 0,
    });
    let people = 0;
    let change = 0;
    for (const cell of twin.cells) {
      people += cell.people;
      change += cell.people * (changes[cell.key]?.FamilyMart ?? 0);
    }
    change /= people;
    const evidence = explainCalibration(twin, {
      kind: "share_change",
      brand: "FamilyMart",
      priceRatio: 1.1,
      days: 14,
      value: change,
      standardError: 0.002,
      source,
    }).evidence;
    expect(Math.abs(evidence.value / truth - 1)).toBeLessThan(0.05);
  });

  it("reports a conflict, and never lets a dearer brand win", () => {
    const wild = { ...measured, value: 3, standardError: 0.01 };
    const codes = explainCalibration(twin, wild).weaknesses.map(({ code }) => code);
    expect(codes).toEqual(["evidence_conflicts", "calibrated_to_zero"]);
    expect(at(calibrate(twin, wild), "FamilyMart").value).toBe(0);
  });

  const change = {
    ...measured,
    kind: "share_change",
    priceRatio: 1.1,
    days: 14,
    value: -0.01,
  } as const;
  it.each<[string, TwinResult]>([
    ["unknown_brand", { ...measured, brand: "Nobody" }],
    ["unknown_persona", { ...measured, persona: "P9" }],
    ["unknown_region", { ...measured, region: "R9" }],
    ["invalid_input", { ...measured, value: Number.NaN }],
    ["out_of_range", { ...change, priceRatio: 1 }],
    ["out_of_range", { ...change, days: 0 }],
    ["out_of_range", { ...change, value: -0.9 }],
  ])("refuses with %s", (code, result) => {
    expect(() => calibrate(twin, result)).toThrow(expect.objectContaining({ code }));
  });
});
