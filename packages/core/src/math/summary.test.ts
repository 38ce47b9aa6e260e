import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logSumExp, softmax } from "./softmax.js";
import { mean, quantileSorted, quantiles, sum, variance } from "./summary.js";

// Whole thousandths: squares of far smaller differences would underflow.
const number = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1000);
const numbers = fc.array(number, { minLength: 2, maxLength: 50 });

describe("sum", () => {
  it("keeps what plain addition loses", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Float64Array(10).fill(0.1))).toBe(1);
    expect([sum([]), sum([Infinity, 1]), sum([Infinity, -Infinity])]).toEqual([
      0,
      Infinity,
      Number.NaN,
    ]);
  });
});

describe("mean and variance", () => {
  it("move with the values and stretch with their unit", () => {
    fc.assert(
      fc.property(numbers, number, (values, by) => {
        const moved = values.map((value) => value + by);
        expect(mean(moved)).toBeCloseTo(mean(values) + by, 6);
        expect(variance(values.map((value) => 2 * value))).toBe(4 * variance(values));
        expect(variance(values)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect([mean([1, 2, 3, 4]), variance([1, 2, 3, 4])]).toEqual([2.5, 5 / 3]);
    expect(variance([1e9 + 1, 1e9 + 2, 1e9 + 3])).toBe(1);
  });
});

describe("quantiles", () => {
  it("interpolate as NumPy does (type 7)", () => {
    // NumPy 1.24.2: numpy.quantile([1, 2, 4, 8, 16], [0, .1, .25, .5, .9, 1])
    const values = Float64Array.of(16, 1, 8, 2, 4);
    expect(quantiles(values, [0, 0.25, 0.5, 1])).toEqual([1, 2, 4, 16]);
    expect(quantiles(values, [0.1, 0.9])).toEqual([1.4, 12.8]);
    expect([...values]).toEqual([16, 1, 8, 2, 4]);
  });

  it("rise with their probability and stay within the values", () => {
    const p = fc.double({ noNaN: true, min: 0, max: 1 });
    fc.assert(
      fc.property(numbers, p, p, (values, a, b) => {
        const sorted = Float64Array.from(values).sort();
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) =>
          quantileSorted(sorted, at),
        );
        expect(low).toBeLessThanOrEqual((high ?? 0) + 1e-9);
        expect(low).toBeGreaterThanOrEqual(sorted[0] ?? 0);
      }),
    );
    expect(quantileSorted([-Infinity, -Infinity, 3], 0.25)).toBe(-Infinity);
  });
});

describe("softmax and logSumExp", () => {
  it("shares by utility, whatever is added to all of it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -50, max: 50 }), { minLength: 1 }),
        (utilities) => {
          const shares = softmax(utilities);
          expect(Math.abs(sum(shares) - 1)).toBeLessThan(1e-14);
          softmax(utilities.map((u) => u + 1000)).forEach((share, i) => {
            expect(share).toBeCloseTo(shares[i] ?? Number.NaN, 11);
          });
          expect(logSumExp(utilities.map((u) => u + 1000))).toBeCloseTo(
            logSumExp(utilities) + 1000,
            9,
          );
        },
      ),
    );
    expect([...softmax([0, 0, -Infinity])]).toEqual([0.5, 0.5, 0]);
    expect([
      logSumExp([]),
      logSumExp([-Infinity]),
      logSumExp([3]),
      logSumExp([Infinity, 1]),
    ]).toEqual([-Infinity, -Infinity, 3, Infinity]);
  });
});

it.each([
  ["too_few_rows", () => mean([])],
  ["too_few_rows", () => variance([1])],
  ["too_few_rows", () => quantiles(new Float64Array(0), [0.5])],
  ["out_of_range", () => quantileSorted([1], 1.5)],
  ["not_finite", () => quantiles(Float64Array.of(1, Number.NaN), [0.5])],
] as const)("refuses with %s (%#)", (code, call) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});
