import { expect, it } from "vitest";
import { uniformSource } from "../../math/index.js";
import { warnOfExtrapolation, warnOfRowOrder, warnOfSampleRatio } from "./warning.js";

it("warns of a file that is sorted by its outcome, and seldom of another", () => {
  const sorted = Array.from({ length: 200 }, (_, i) => (i < 60 ? 0 : 1));
  expect(warnOfRowOrder(sorted)).toMatchObject([{ code: "row_order_tells_outcome" }]);
  let warned = 0;
  for (let seed = 0; seed < 500; seed++) {
    const next = uniformSource(seed, 0, 1);
    warned += warnOfRowOrder(sorted.map(() => (next() < 0.7 ? 1 : 0))).length;
  }
  expect(warned).toBeLessThanOrEqual(3);
  expect(warnOfRowOrder(sorted.map(() => 1))).toEqual([]);
});

it("names the lever that is asked about outside of what was seen", () => {
  const observed = { price: [30, 35, 40], discount: [0, 0.2] };
  expect(warnOfExtrapolation(observed, { price: [31, 50], discount: [0.1] })).toEqual([
    { code: "extrapolation", values: { lever: "price", low: 30, high: 40, asked: 50 } },
  ]);
  expect(warnOfExtrapolation(observed, { price: [] })).toEqual([]);
  expect(warnOfExtrapolation({}, { points: [2] })).toEqual([
    { code: "never_observed", values: { lever: "points" } },
  ]);
});

it("warns of arms that were filled unlike the plan", () => {
  expect(warnOfSampleRatio({ a: 5000, b: 5100 })).toEqual([]);
  expect(warnOfSampleRatio({ a: 5000, b: 5600 })).toMatchObject([
    { code: "sample_ratio_mismatch" },
  ]);
  expect(warnOfSampleRatio({ a: 5000, b: 10050 }, { a: 1, b: 2 })).toEqual([]);
  expect(warnOfSampleRatio({ a: 0, b: 0 })).toEqual([]);
  expect(() => warnOfSampleRatio({ a: 1, b: 1 }, { a: 1 })).toThrow(/arm b/);
  expect(() => warnOfSampleRatio({ a: -1 })).toThrow(/-1 customers/);
});
