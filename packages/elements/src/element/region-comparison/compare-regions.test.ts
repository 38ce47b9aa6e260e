import { expect, it } from "vitest";
import { summaryAnswer } from "../../../test/browser/fixture/answers.js";
import { scoreTraits, shareTraits } from "../plot/trait.js";
import { compareRegions } from "./compare-regions.js";

const summary = summaryAnswer({ persona: "Fresh_Grad" });
const ask = { regions: ["Taipei", "Tainan", "Taichung"], reference: "Taipei", noise: 0 };

it("holds each region against the reference, and the reference against none", () => {
  const [seven] = compareRegions(summary, { ...ask, traits: shareTraits(["7-11"]) });
  const [taipei, tainan] = seven?.regions ?? [];
  expect(taipei?.difference).toBeNull();
  expect(tainan?.difference?.value).toBeCloseTo((tainan?.value ?? 0) - (taipei?.value ?? 0), 12);
});

it("calls what is 9 points apart distinct, and what is half a point apart not distinguishable", () => {
  const apart = (reference: string, region: string) =>
    compareRegions(summary, { ...ask, reference, traits: shareTraits(["7-11"]) })[0]?.regions.find(
      (one) => one.region === region,
    )?.difference?.interval?.distinct;
  expect(apart("Taipei", "Tainan")).toBe(true);
  expect(apart("Tainan", "Taichung")).toBe(false);
});

it("widens intervals by the noise beyond sampling", () => {
  const width = (noise: number) => {
    const [first] = compareRegions(summary, { ...ask, noise, traits: scoreTraits() });
    const interval = first?.regions[1]?.difference?.interval;
    return (interval?.high ?? 0) - (interval?.low ?? 0);
  };
  expect(width(1)).toBeGreaterThan(width(0));
});

it("gives no value for a region without records", () => {
  const [seven] = compareRegions(summary, {
    ...ask,
    regions: ["Taipei", "Keelung"],
    traits: shareTraits(["7-11"]),
  });
  expect(seven?.regions[1]).toMatchObject({ value: null, interval: null, difference: null });
});
