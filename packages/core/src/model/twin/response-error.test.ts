import { expect, it } from "vitest";
import { normal } from "../../math/index.js";
import { withoutResponseError } from "./response-error.js";

const own = Array.from({ length: 100 }, (_, t) => normal(1, 0, t, 1));
const luck = Array.from({ length: 60 }, (_, t) => normal(2, 0, t, 1));
const mean = (values: readonly (number | null)[]) =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;

it("learns an error that lasts as long as a price does, and leaves a change of level", () => {
  const belief = { mean: new Float64Array(1), covariance: Float64Array.of(16) };
  const weights = luck.map((_, t) => Float64Array.of(t >= 20 && t < 40 ? 1 : 0));
  const wrong = luck.map((value, t) => value + (t >= 20 && t < 40 ? 4 : 0));
  const rest = withoutResponseError(wrong, { weights, belief, own, fitted: 1 });
  expect(Math.abs(mean(rest.slice(22, 40)))).toBeLessThan(0.7);
  expect(mean(wrong.slice(22, 40))).toBeGreaterThan(3);
  const shifted = luck.map((value, t) => value + (t >= 45 ? 4 : 0));
  const kept = withoutResponseError(shifted, { weights, belief, own, fitted: 1 });
  expect(mean(kept.slice(45, 52))).toBeGreaterThan(3);
});

it("passes gaps on, and a series without scatter as it is", () => {
  const belief = { mean: new Float64Array(0), covariance: new Float64Array(0) };
  const options = { weights: [1, 2].map(() => new Float64Array(0)), belief, fitted: 0 };
  expect(withoutResponseError([null, 1], { ...options, own })[0]).toBeNull();
  expect(withoutResponseError([null, 1], { ...options, own: [0, 0, null] })).toEqual([null, 1]);
});
