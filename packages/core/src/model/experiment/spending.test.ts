import { expect, it } from "vitest";
import { crossingOf } from "./crossing.js";
import { mixtureBound, mixturePValue, tightestInformation } from "./mixture-bound.js";
import { alphaSpent, spendingBounds } from "./spending.js";

const FIFTHS = [0.2, 0.4, 0.6, 0.8, 1];

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function expectClose(found: readonly number[], expected: readonly number[], digits: number): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
}

// Reboussin, DeMets, Kim and Lan, Computations for group sequential boundaries using the Lan-DeMets spending function
// method, Controlled Clinical Trials 21 (2000): two-sided 0.05, five equal looks.
it("gives the published bounds of Lan and DeMets", () => {
  const options = { tail: 0.025, sides: 2 } as const;
  const obrien = spendingBounds(FIFTHS, { ...options, spending: "obrien-fleming" });
  expectClose(obrien, [4.8769, 3.3569, 2.6803, 2.2898, 2.031], 3);
  const pocock = spendingBounds(FIFTHS, { ...options, spending: "pocock" });
  expectClose(pocock, [2.438, 2.4268, 2.4101, 2.3966, 2.3859], 3);
});

// Jennison and Turnbull, Group Sequential Methods (2000), tables 2.1 and 2.3.
it("gives the published error rate and inflation of Pocock's and O'Brien and Fleming's tests", () => {
  const tests = [
    { bounds: FIFTHS.map(() => 2.413), inflation: 1.229 },
    { bounds: FIFTHS.map((time) => 2.04 / Math.sqrt(time)), inflation: 1.028 },
  ];
  for (const { bounds, inflation } of tests) {
    const none = crossingOf(FIFTHS, { bounds, sides: 2, drift: 0 });
    expect(total(none.above) + total(none.below)).toBeCloseTo(0.05, 4);
    const drift = (1.959964 + 0.841621) * Math.sqrt(inflation);
    expect(total(crossingOf(FIFTHS, { bounds, sides: 2, drift }).above)).toBeCloseTo(0.8, 3);
  }
});

it("spends all of alpha, whatever the looks", () => {
  for (const times of [
    [1],
    [0.001, 1],
    [0.1, 0.11, 0.5, 1],
    Array.from({ length: 60 }, (_, i) => (i + 1) / 60),
  ]) {
    for (const sides of [1, 2] as const) {
      const bounds = spendingBounds(times, { spending: "pocock", tail: 0.02, sides });
      const { above, below } = crossingOf(times, { bounds, sides, drift: 0 });
      expect(total(above)).toBeCloseTo(0.02, 8);
      expect(total(below)).toBeCloseTo(sides === 2 ? 0.02 : 0, 8);
    }
  }
  expect(alphaSpent("obrien-fleming", 0, 0.025)).toBe(0);
  expect(alphaSpent("obrien-fleming", 1, 0.025)).toBe(0.025);
});

it.each([[[]], [[0.5, 0.5]], [[0, 1]], [[0.5, 1.1]], [[Number.NaN]]])(
  "refuses looks at %j unless they ascend within 0 to 1",
  (times) => {
    const bounds = () => spendingBounds(times, { spending: "pocock", tail: 0.02, sides: 2 });
    if (times.length === 0) expect(bounds()).toEqual([]);
    else expect(bounds).toThrow(expect.objectContaining({ code: "out_of_range" }));
  },
);

it("has an always-valid p-value that meets the error rate at the bound, in both forms", () => {
  for (const sides of [1, 2] as const) {
    for (const information of [0.05, 1, 8.2, 400]) {
      const bound = mixtureBound(information, 0.05 / sides, sides);
      expect(mixturePValue(bound, information, sides)).toBeCloseTo(0.05, 12);
      expect(mixturePValue(0, information, sides)).toBe(1);
    }
  }
});

it("is tightest where it says", () => {
  const best = tightestInformation(0.025);
  // The same interval at a fixed sample size, mixed over a little more or less.
  for (const factor of [0.9, 1.1]) {
    expect(mixtureBound(best * factor, 0.025, 2)).toBeGreaterThan(mixtureBound(best, 0.025, 2));
  }
});
