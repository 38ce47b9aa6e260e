import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Parameter } from "../../schema/parameter.js";
import {
  betaBelief,
  calibrateParameter,
  calibrateProportion,
  calibrateRate,
  calibrateVector,
  type Evidence,
  gammaBelief,
  summariseBeta,
  summariseGamma,
} from "./index.js";

const believed: Parameter = {
  value: -2,
  standardError: 0.6,
  unit: "% units per % price",
  origin: { kind: "assumed", because: "no price ever moved" },
};
const test = (name: string, value: number, standardError: number): Evidence => ({
  value,
  standardError,
  source: { kind: "experiment", test: name },
});

describe("a normal parameter", () => {
  it("weighs belief and evidence by their precision, exactly", () => {
    const { parameter, weight, z, weaknesses } = calibrateParameter(believed, test("t-1", -3, 0.3));
    // Precisions 1/0.36 and 1/0.09: weights 1/5 and 4/5, variance 1/(1/0.36 + 1/0.09).
    expect(parameter.value).toBeCloseTo(-2.8, 14);
    expect(parameter.standardError).toBeCloseTo(Math.sqrt(0.072), 14);
    expect(weight).toBeCloseTo(0.8, 14);
    expect(z).toBeCloseTo(-1 / Math.sqrt(0.45), 14);
    expect(parameter.origin).toEqual({ kind: "experiment", test: "t-1" });
    expect(weaknesses).toEqual([]);
  });

  it("takes a 95 % interval as 1.96 standard errors on either side", () => {
    const source = { kind: "experiment", test: "t" } as const;
    const interval = { low: -3 - 0.5879892, high: -3 + 0.5879892 };
    const of = (evidence: Evidence) => calibrateParameter(believed, evidence).parameter;
    const found = of({ value: -3, interval, source });
    expect(found.value).toBeCloseTo(-2.8, 6);
    expect(found.standardError).toBeCloseTo(Math.sqrt(0.072), 6);
  });

  it("comes to the same belief whatever the order of results, and never gets wider", () => {
    const piece = fc.record({
      value: fc.double({ min: -5, max: 5, noNaN: true }),
      standardError: fc.double({ min: 0.01, max: 10, noNaN: true }),
      name: fc.constantFrom("a", "b", "c"),
    });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
        const run = (list: typeof pieces) =>
          list.reduce(
            (parameter, { value, standardError, name }) =>
              calibrateParameter(parameter, test(name, value, standardError)).parameter,
            believed,
          );
        const forth = run(pieces);
        const back = run([...pieces].reverse());
        expect(back.value).toBeCloseTo(forth.value, 10);
        expect(back.standardError).toBeCloseTo(forth.standardError, 10);
        expect(back.origin).toEqual(forth.origin);
        expect(forth.standardError).toBeLessThan(believed.standardError);
      }),
      { numRuns: 50 },
    );
  });

  it("reports evidence that conflicts with what was believed", () => {
    const { weaknesses, pValue } = calibrateParameter(believed, test("t-2", -5, 0.1));
    expect(pValue).toBeLessThan(1e-5);
    expect(weaknesses).toMatchObject([{ code: "evidence_conflicts", values: { source: "t-2" } }]);
  });

  it("trusts evidence from elsewhere less, by what was said", () => {
    const transport = { addedStandardError: 0.4, because: "measured in Tainan" };
    const here = calibrateParameter(believed, test("t", -3, 0.3));
    const there = calibrateParameter(believed, { ...test("t", -3, 0.3), transport });
    expect(there.weight).toBeCloseTo(0.36 / (0.36 + 0.25), 14);
    expect(there.parameter.standardError).toBeGreaterThan(here.parameter.standardError);
  });

  it("keeps what is certain, and names publications", () => {
    const certain = { ...believed, standardError: 0 };
    expect(calibrateParameter(certain, test("t", -3, 0.3)).parameter.value).toBe(-2);
    const exact = calibrateParameter(believed, test("t", -3, 0)).parameter;
    expect(exact).toMatchObject({ value: -3, standardError: 0 });
    const source = { kind: "publication", publication: "Bijmolt et al. 2005" } as const;
    const { origin } = calibrateParameter(believed, {
      value: -2.62,
      standardError: 1,
      source,
    }).parameter;
    expect(origin).toEqual({ kind: "prior", publication: "Bijmolt et al. 2005" });
  });
});

describe("counts", () => {
  it("a proportion is beta, a rate gamma, exactly", () => {
    expect(calibrateProportion({ alpha: 2, beta: 3 }, { successes: 7, trials: 10 })).toEqual({
      alpha: 9,
      beta: 6,
    });
    expect(
      calibrateProportion({ alpha: 2, beta: 3 }, { successes: 8, trials: 10, weight: 0.5 }),
    ).toEqual({ alpha: 6, beta: 4 });
    expect(calibrateRate({ shape: 2, rate: 1 }, { events: 30, exposure: 9 })).toEqual({
      shape: 32,
      rate: 10,
    });
    expect(summariseBeta({ alpha: 9, beta: 6 }).value).toBeCloseTo(0.6, 15);
    expect(summariseBeta({ alpha: 9, beta: 6 }).standardError).toBeCloseTo(
      Math.sqrt(0.24 / 16),
      15,
    );
    expect(summariseGamma({ shape: 32, rate: 10 })).toEqual({
      value: 3.2,
      standardError: Math.sqrt(32) / 10,
    });
  });

  it("beliefs keep the mean and spread that they were made from", () => {
    const beta = summariseBeta(betaBelief({ value: 0.1, standardError: 0.02 }));
    expect(beta.value).toBeCloseTo(0.1, 12);
    expect(beta.standardError).toBeCloseTo(0.02, 12);
    const gamma = summariseGamma(gammaBelief({ value: 3, standardError: 2 }));
    expect(gamma.value).toBeCloseTo(3, 12);
    expect(gamma.standardError).toBeCloseTo(2, 12);
  });
});

describe("parameters that are uncertain together", () => {
  const belief = { values: [1, 2, 3], covariance: [4, 1, 0, 1, 9, 0, 0, 0, 1] };

  it("follow a measured sum as the precision form says", () => {
    const { values, covariance } = calibrateVector(belief, {
      ...test("t", 5, 2),
      weights: [1, 1, 0],
    });
    // (P⁻¹ + c cᵀ/r)⁻¹ of the first two: P = [[4,1],[1,9]], r = 4, by hand.
    const total = 15 + 4;
    expect(values[0]).toBeCloseTo(1 + (5 / total) * 2, 14);
    expect(values[1]).toBeCloseTo(2 + (10 / total) * 2, 14);
    expect(values[2]).toBe(3);
    expect(covariance[0]).toBeCloseTo(4 - 25 / total, 14);
    expect(covariance[1]).toBeCloseTo(1 - 50 / total, 14);
    expect(covariance[4]).toBeCloseTo(9 - 100 / total, 14);
    expect(covariance[8]).toBe(1);
  });

  it("come to the same belief in any order", () => {
    const first = { ...test("a", 5, 2), weights: [1, 1, 0] };
    const second = { ...test("b", 1, 0.5), weights: [0, 1, -2] };
    const forth = calibrateVector(calibrateVector(belief, first), second);
    const back = calibrateVector(calibrateVector(belief, second), first);
    forth.values.forEach((value, i) => {
      expect(back.values[i]).toBeCloseTo(value, 12);
    });
    forth.covariance.forEach((value, i) => {
      expect(back.covariance[i]).toBeCloseTo(value, 12);
    });
  });
});

describe("refuses", () => {
  const refusal = (code: string) => expect.objectContaining({ code });
  const source = { kind: "experiment", test: "t" } as const;
  it.each<[string, string, () => unknown]>([
    ["invalid_input", "no spread", () => calibrateParameter(believed, { value: 1, source })],
    [
      "invalid_input",
      "two spreads",
      () =>
        calibrateParameter(believed, {
          value: 1,
          standardError: 1,
          interval: { low: 0, high: 2 },
          source,
        }),
    ],
    ["invalid_input", "NaN", () => calibrateParameter(believed, test("t", Number.NaN, 1))],
    ["invalid_input", "negative error", () => calibrateParameter(believed, test("t", 1, -1))],
    [
      "invalid_input",
      "two certain values",
      () => calibrateParameter({ ...believed, standardError: 0 }, test("t", 1, 0)),
    ],
    [
      "not_finite",
      "no parameter",
      () => calibrateParameter({ ...believed, value: Number.NaN }, test("t", 1, 1)),
    ],
    [
      "invalid_input",
      "lengths",
      () =>
        calibrateVector({ values: [1], covariance: [1, 2] }, { ...test("t", 1, 1), weights: [1] }),
    ],
    [
      "out_of_range",
      "more successes",
      () => calibrateProportion({ alpha: 1, beta: 1 }, { successes: 3, trials: 2 }),
    ],
    [
      "out_of_range",
      "negative events",
      () => calibrateRate({ shape: 1, rate: 1 }, { events: -1, exposure: 2 }),
    ],
    ["out_of_range", "no beta", () => betaBelief({ value: 0.5, standardError: 0.6 })],
    ["out_of_range", "no gamma", () => gammaBelief({ value: 0, standardError: 1 })],
  ])("%s: %s", (code, _, call) => {
    expect(call).toThrow(refusal(code));
  });
});
