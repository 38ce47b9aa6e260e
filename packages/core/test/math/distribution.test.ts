import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as math from "../../src/math/index.js";
import "./ulp.js";

const reference: Record<string, number[][] | string> = JSON.parse(
  readFileSync(new URL("distribution-reference.json", import.meta.url), "utf8"),
);

/** Largest relative error that each function's page in docs/concept/arithmetic.md admits. */
const tolerances = {
  erf: 5e-16,
  erfc: 2e-15,
  normalCdf: 2e-15,
  normalDensity: 1e-15,
  normalQuantile: 2e-15,
  logGamma: 1e-14,
  lowerGamma: 1e-12,
  upperGamma: 1e-12,
  regularisedBeta: 1e-12,
  studentTCdf: 1e-12,
  studentTQuantile: 1e-12,
  chiSquaredCdf: 1e-12,
  chiSquaredTail: 1e-12,
  chiSquaredQuantile: 1e-12,
} as const;

describe(`against ${reference.source}`, () => {
  it.each(Object.entries(tolerances))("%s is right within %d", (name, tolerance) => {
    const call = new Map(Object.entries(math)).get(name) as (...x: number[]) => number;
    let largest = 0;
    for (const row of reference[name] as number[][]) {
      const inputs = row.slice(0, -1);
      const expected = row[row.length - 1] ?? Number.NaN;
      const found = call(...inputs);
      const error = found === expected ? 0 : Math.abs(found / expected - 1);
      expect(error, `${name}(${inputs}) = ${found}, reference ${expected}`).toBeLessThanOrEqual(
        tolerance,
      );
      largest = Math.max(largest, error);
    }
    console.log(`${name}: relative error at most ${largest.toExponential(1)}`);
  });
});

describe("laws of the distributions", () => {
  const probability = fc.double({ noNaN: true, min: 1e-9, max: 0.999999 });
  const degrees = fc.double({ noNaN: true, min: 0.5, max: 200 });

  it("undoes each cdf by its quantile", () => {
    fc.assert(
      fc.property(probability, degrees, (p, v) => {
        expect(math.normalCdf(math.normalQuantile(p))).toBeCloseToRatio(p, 1e-13);
        expect(math.studentTCdf(math.studentTQuantile(p, v), v)).toBeCloseToRatio(p, 1e-11);
        expect(math.chiSquaredCdf(math.chiSquaredQuantile(p, v), v)).toBeCloseToRatio(p, 1e-11);
      }),
    );
  });

  it("splits the whole into a lower and an upper part", () => {
    fc.assert(
      fc.property(degrees, fc.double({ noNaN: true, min: 0, max: 400 }), (a, x) => {
        expect(math.lowerGamma(a, x) + math.upperGamma(a, x)).toBeCloseToRatio(1, 1e-13);
        expect(math.erf(x / 50) + math.erfc(x / 50)).toBeCloseToRatio(1, 4e-16);
        expect(math.chiSquaredCdf(x, a) + math.chiSquaredTail(x, a)).toBeCloseToRatio(1, 1e-13);
      }),
    );
  });

  it("mirrors the beta distribution when its parameters change places", () => {
    fc.assert(
      fc.property(probability, degrees, degrees, (x, a, b) => {
        const both = math.regularisedBeta(x, a, b) + math.betaBelow(1 - x, x, b, a);
        expect(both).toBeCloseToRatio(1, 1e-11);
      }),
    );
    expect(math.logBeta(2, 3)).toBeCloseToRatio(math.log(1 / 12), 1e-14);
  });

  it("follows the gamma function's recurrence", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 0.01, max: 1e5 }), (x) => {
        const step = math.logGamma(x + 1) - math.logGamma(x);
        expect(Math.abs(step - math.log(x))).toBeLessThan(1e-14 * (2 + math.logGamma(x + 1)));
      }),
    );
    expect([math.logGamma(1), math.logGamma(2)].map((value) => value + 0)).toEqual([0, 0]);
  });

  it("adds up Poisson probabilities to the upper gamma function", () => {
    let total = math.exp(-12.5);
    for (let k = 1; k <= 20; k++) total += math.poissonDensity(k, 12.5);
    expect(total).toBeCloseToRatio(math.upperGamma(21, 12.5), 1e-14);
  });

  it("answers at the ends", () => {
    expect([0, 1].map(math.normalQuantile)).toEqual([-Infinity, Infinity]);
    expect([0, 0.5, 1].map((p) => math.studentTQuantile(p, 3))).toEqual([-Infinity, 0, Infinity]);
    expect([0, 1].map((p) => math.chiSquaredQuantile(p, 3))).toEqual([0, Infinity]);
    expect([0, 1].map((p) => math.gammaQuantile(p, 3))).toEqual([0, Infinity]);
    expect([0, 1].map((x) => math.regularisedBeta(x, 2, 3))).toEqual([0, 1]);
    expect([math.chiSquaredCdf(-1, 2), math.chiSquaredTail(-1, 2)]).toEqual([0, 1]);
    expect([math.studentTCdf(-Infinity, 2), math.studentTCdf(Infinity, 2)]).toEqual([0, 1]);
    expect([math.normalCdf(-50), math.normalCdf(50), math.erf(99), math.erfc(99)]).toEqual([
      0, 1, 1, 0,
    ]);
    expect([math.lowerGamma(2, 0), math.upperGamma(2, Infinity)]).toEqual([0, 0]);
    expect([0, -1].map(math.logGamma)).toEqual([Infinity, Number.NaN]);
  });

  it.each([
    () => math.lowerGamma(0, 1),
    () => math.upperGamma(1, -1),
    () => math.regularisedBeta(1.1, 1, 1),
    () => math.regularisedBeta(0.5, 0, 1),
    () => math.studentTQuantile(2, 3),
    () => math.studentTQuantile(0.3, 0),
    () => math.chiSquaredQuantile(-0.1, 3),
    () => math.studentTCdf(1, Number.NaN),
  ])("refuses what is out of range (%#)", (call) => {
    expect(call).toThrow(expect.objectContaining({ code: "out_of_range" }));
  });
});
