import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exp, expm1, log, log1p, logistic, pow, tanh } from "../../src/math/elementary.js";
import { ulpsBetween } from "./ulp.js";

const reference: Record<string, string[] | string> = JSON.parse(
  readFileSync(new URL("elementary-reference.json", import.meta.url), "utf8"),
);
const functions = { exp, log, pow, expm1, log1p, tanh, logistic };

function double(hex: string): number {
  return new DataView(Uint8Array.from(Buffer.from(hex, "hex")).buffer).getFloat64(0);
}

describe(`against ${reference.source}`, () => {
  it.each(Object.entries(functions))("%s is within 1 ulp", (name, call) => {
    const rows = reference[name] as string[];
    let largest = 0;
    let rounded = 0;
    for (const row of rows) {
      const [inputs = "", output = ""] = row.split(":");
      const [x = Number.NaN, y = Number.NaN] = inputs.split(",").map(double);
      const ulps = ulpsBetween(call(x, y), double(output));
      expect(
        ulps,
        `${name}(${x}, ${y}) = ${call(x, y)}, reference ${double(output)}`,
      ).toBeLessThanOrEqual(1);
      largest = Math.max(largest, ulps);
      if (ulps === 0) rounded++;
    }
    expect(rows.length).toBeGreaterThan(900);
    // Errors near 0.5 ulp leave few values that are not correctly rounded.
    expect(rounded / rows.length).toBeGreaterThan(0.94);
    console.log(
      `${name}: ${rows.length} points, at most ${largest} ulp, ${rounded} correctly rounded`,
    );
  });
});

describe("laws of the elementary functions", () => {
  const real = fc.double({ noNaN: true, min: -700, max: 700 });
  const positive = fc.double({ noNaN: true, min: 1e-300, max: 1e300 });

  it("is exact where the answer is", () => {
    expect([exp(0), exp(-0), log(1), pow(10, 22), pow(3, 33), pow(2, -1074)]).toEqual([
      1, 1, 0, 1e22, 5559060566555523, 5e-324,
    ]);
    for (const call of [expm1, log1p, tanh]) {
      expect(call(0)).toBe(0);
      expect(call(-0)).toBe(-0);
    }
    expect(logistic(0)).toBe(0.5);
  });

  it("answers what IEEE 754 says beyond the range", () => {
    const calls = [exp, expm1, log, log1p, tanh, logistic];
    expect(calls.map((f) => f(Infinity))).toEqual([Infinity, Infinity, Infinity, Infinity, 1, 1]);
    expect(calls.map((f) => f(-Infinity))).toEqual([0, -1, Number.NaN, Number.NaN, -1, 0]);
    expect(calls.map((f) => f(Number.NaN))).toEqual(calls.map(() => Number.NaN));
    expect([log(0), log(-0), log(-1), log1p(-1), log1p(-1.5)]).toEqual([
      -Infinity,
      -Infinity,
      Number.NaN,
      -Infinity,
      Number.NaN,
    ]);
    expect([exp(709.79), exp(709.8), exp(-745.14), exp(-746), expm1(709.79)]).toEqual([
      Infinity,
      Infinity,
      0,
      0,
      Infinity,
    ]);
  });

  it("raises every special pair as IEEE 754-2019 says, which is as the engine does but for 1 and -1", () => {
    const specials = [
      0,
      -0,
      1,
      -1,
      0.5,
      -0.5,
      2,
      -2,
      3,
      -3,
      1e300,
      -1e300,
      5e-324,
      Infinity,
      -Infinity,
      Number.NaN,
      2 ** 53,
      2 ** 53 - 1,
      2 ** 70,
      -(2 ** 70),
      1 + 2 ** -52,
      1e-30,
    ];
    for (const x of specials) {
      for (const y of specials) {
        const sure = x === 1 || (x === -1 && (y === Infinity || y === -Infinity));
        expect(ulpsBetween(pow(x, y), sure ? 1 : x ** y), `${x} ** ${y}`).toBeLessThanOrEqual(1);
      }
    }
  });

  it.each([
    ["exp", exp, real],
    ["expm1", expm1, real],
    ["tanh", tanh, fc.double({ noNaN: true, min: -25, max: 25 })],
    ["log", log, positive],
    ["log1p", log1p, fc.double({ noNaN: true, min: -0.999999, max: 1e300 })],
    ["logistic", logistic, real],
  ] as const)("%s never falls where its argument rises", (_, call, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 1, max: 50 }), (x, steps) => {
        const next = x + Math.abs(x) * steps * 2 ** -52;
        expect(call(next)).toBeGreaterThanOrEqual(call(x));
      }),
      { numRuns: 2000 },
    );
  });

  it("undoes log by exp and log1p by expm1", () => {
    fc.assert(
      fc.property(positive, (x) => {
        expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThan(2.3e-16 * (2 + Math.abs(log(x))));
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -0.9, max: 10 }), (x) => {
        expect(Math.abs(expm1(log1p(x)) - x)).toBeLessThanOrEqual(
          2e-15 * Math.abs(x) * (1 + Math.abs(x)),
        );
      }),
    );
  });

  it("keeps the laws of powers", () => {
    const base = fc.double({ noNaN: true, min: 0.01, max: 100 });
    const exponent = fc.double({ noNaN: true, min: -20, max: 20 });
    fc.assert(
      fc.property(base, exponent, exponent, (x, a, b) => {
        expect(pow(x, a) * pow(x, b)).toBeCloseToRatio(pow(x, a + b), 2e-14);
        expect(pow(x, a) * pow(1 / x, a)).toBeCloseToRatio(1, 1e-14);
        expect(pow(x, 0.5)).toBeCloseToRatio(Math.sqrt(x), 4e-16);
      }),
    );
  });

  it("gives complementary probabilities for opposite log-odds", () => {
    fc.assert(
      fc.property(real, (x) => {
        expect(logistic(x) + logistic(-x)).toBeCloseToRatio(1, 3e-16);
      }),
    );
  });
});
