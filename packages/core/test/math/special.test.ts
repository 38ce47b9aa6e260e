import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { betaQuantile, digamma, hypergeometric, regularisedBeta } from "../../src/math/index.js";

const reference: {
  source: string;
  digamma: [number, number][];
  betaQuantile: [number, number, number, number][];
  hypergeometric: [number, number, number, number, number][];
} = JSON.parse(readFileSync(new URL("special-reference.json", import.meta.url), "utf8"));

/** Largest error, relative to the value or to 1 where that is larger. */
const worst = (pairs: [found: number, expected: number][]) =>
  Math.max(
    ...pairs.map(
      ([found, expected]) => Math.abs(found - expected) / Math.max(1, Math.abs(expected)),
    ),
  );

describe(`special functions against ${reference.source}`, () => {
  it("digamma is right to 1e-14", () => {
    expect(worst(reference.digamma.map(([x, value]) => [digamma(x), value]))).toBeLessThan(1e-14);
    expect(digamma(0)).toBe(-Infinity);
    expect(digamma(-1)).toBeNaN();
  });

  it("quantiles of the beta distribution are right to 1e-10 and give their probability back", () => {
    for (const [p, a, b, value] of reference.betaQuantile) {
      const found = betaQuantile(p, a, b);
      expect(Math.abs(found / value - 1)).toBeLessThan(1e-9);
      // Nearer to 1 a double does not hold the quantile.
      if (found < 0.999) expect(regularisedBeta(found, a, b)).toBeCloseTo(p, 9);
    }
    expect(betaQuantile(0, 2, 3)).toBe(0);
    expect(betaQuantile(1, 2, 3)).toBe(1);
    expect(() => betaQuantile(1.5, 2, 3)).toThrow(
      expect.objectContaining({ code: "out_of_range" }),
    );
  });

  it("the hypergeometric function is right to 1e-11", () => {
    const pairs = reference.hypergeometric.map(([a, b, c, z, value]): [number, number] => [
      hypergeometric({ a, b, c }, z),
      value,
    ]);
    expect(worst(pairs)).toBeLessThan(1e-11);
    expect(hypergeometric({ a: 0, b: 1, c: 2 }, 0.5)).toBe(1);
    expect(hypergeometric({ a: 800, b: 900, c: 2000 }, 0.5)).toBeGreaterThan(1e90);
    expect(() => hypergeometric({ a: 1, b: 1, c: 2 }, 1)).toThrow(
      expect.objectContaining({ code: "out_of_range" }),
    );
  });
});
