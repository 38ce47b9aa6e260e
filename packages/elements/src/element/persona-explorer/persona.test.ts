import { expect, it } from "vitest";
import { summaryAnswer } from "../../../test/browser/fixture/answers.js";
import { fixtureTwin } from "../../../test/browser/fixture/twin.js";
import { scoreTraits, shareTraits } from "../plot/trait.js";
import { personaFigures, personaTraits } from "./describe-persona.js";
import { habitTraits, priceTraits } from "./twin-traits.js";

const summary = summaryAnswer({});
const personas = ["Fresh_Grad", "FinTech_Family", "Nobody"];
const shares = shareTraits(["7-11", "FamilyMart", "Other"]);

it("describes the personas that have records, with parts that sum to 1", () => {
  const figures = personaFigures(summary, personas, shares);
  expect(figures.map(({ persona }) => persona)).toEqual(["Fresh_Grad", "FinTech_Family"]);
  expect(figures.reduce((sum, { part }) => sum + (part ?? 0), 0)).toBeCloseTo(1, 12);
  expect(figures[0]?.nearest?.persona).toBe("FinTech_Family");
  expect(figures[0]?.nearest?.distance).toBe(figures[1]?.nearest?.distance);
});

it("puts the largest standardised difference first", () => {
  const traits = personaTraits(summary, "Fresh_Grad", {
    personas,
    traits: [...shares, ...scoreTraits()],
    noise: 0,
  });
  expect(traits).toHaveLength(7);
  expect(traits[0]?.trait.id).toBe("engagement");
  expect(traits[0]?.interval?.distinct).toBe(true);
  const sizes = traits.map(({ standardised }) => Math.abs(standardised));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
});

it("gives habit within 0–1 and falling demand for a higher price, with their origins", () => {
  const twin = fixtureTwin();
  for (const { interval, origin } of habitTraits(twin, "Fresh_Grad")) {
    expect(interval.low).toBeGreaterThanOrEqual(0);
    expect(interval.high).toBeLessThanOrEqual(1);
    expect(origin.kind).toBe("estimated");
  }
  for (const { interval } of priceTraits(twin, "Fresh_Grad"))
    expect(interval.value).toBeLessThan(0);
  expect(priceTraits(twin, "Nobody")).toEqual([]);
});
