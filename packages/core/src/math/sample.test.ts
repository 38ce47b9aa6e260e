import { describe, expect, it } from "vitest";
import { regularisedBeta } from "./beta.js";
import { chiSquaredTail } from "./chi-squared.js";
import { uniformSource } from "./draw.js";
import { exp, log } from "./elementary.js";
import { lowerGamma } from "./gamma.js";
import { logGamma } from "./log-gamma.js";
import * as sample from "./sample.js";

const DRAWS = 40_000;

/** Probability of a worse fit between counts and the probabilities of 0, 1, 2, …; rare values are pooled. */
function fitOfCounts(
  draw: () => number,
  probability: (k: number) => number,
  highest: number,
): number {
  const found = new Map<number, number>();
  const strange: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const k = draw();
    if (!Number.isInteger(k) || k < 0) strange.push(k);
    found.set(k, (found.get(k) ?? 0) + 1);
  }
  expect(strange).toEqual([]);
  let statistic = 0;
  let bins = 0;
  let expected = 0;
  let seen = 0;
  let restExpected = DRAWS;
  let restSeen = DRAWS;
  for (let k = 0; k <= highest; k++) {
    expected += DRAWS * probability(k);
    seen += found.get(k) ?? 0;
    if (expected < 20 || restExpected - expected < 20) continue;
    statistic += (seen - expected) ** 2 / expected;
    restExpected -= expected;
    restSeen -= seen;
    expected = 0;
    seen = 0;
    bins++;
  }
  statistic += (restSeen - restExpected) ** 2 / restExpected;
  return chiSquaredTail(statistic, bins);
}

/** Probability of a worse fit between draws and a continuous distribution, in 50 equal bins of its cdf. */
function fitOfDraws(draw: () => number, cdf: (x: number) => number): number {
  const bins = new Float64Array(50);
  for (let i = 0; i < DRAWS; i++) {
    const at = Math.min(49, Math.floor(50 * cdf(draw())));
    bins[at] = (bins[at] ?? 0) + 1;
  }
  const expected = DRAWS / 50;
  return chiSquaredTail(
    bins.reduce((total, n) => total + (n - expected) ** 2 / expected, 0),
    49,
  );
}

describe("counts follow their distribution", () => {
  it.each([0.3, 4, 9.99, 10, 37.5, 400])("Poisson with mean %d", (mean) => {
    const next = uniformSource(11, 1, Math.floor(mean * 100));
    const probability = (k: number) => exp(k * log(mean) - mean - logGamma(k + 1));
    const fit = fitOfCounts(() => sample.samplePoisson(next, mean), probability, 2 * mean + 30);
    expect(fit).toBeGreaterThan(1e-4);
  });

  it.each([
    [1, 0.3],
    [12, 0.5],
    [40, 0.9],
    [60, 0.4],
    [1000, 0.02],
    [5000, 0.97],
  ])("binomial of %d trials at %d", (n, p) => {
    const next = uniformSource(11, 2, n);
    const whole = logGamma(n + 1);
    const probability = (k: number) =>
      exp(whole - logGamma(k + 1) - logGamma(n - k + 1) + k * log(p) + (n - k) * log(1 - p));
    const fit = fitOfCounts(() => sample.sampleBinomial(next, n, p), probability, n);
    expect(fit).toBeGreaterThan(1e-4);
  });

  it("has the mean and spread of a binomial at a million trials, and beyond", () => {
    for (const [n, p] of [
      [1e6, 0.31],
      [1e15, 1e-14],
      [1e15, 0.25],
    ] as const) {
      const next = uniformSource(12, 3, 1);
      let total = 0;
      let squares = 0;
      for (let i = 0; i < DRAWS; i++) {
        const deviation = sample.sampleBinomial(next, n, p) - n * p;
        total += deviation;
        squares += deviation * deviation;
      }
      const spread = Math.sqrt(n * p * (1 - p));
      expect(Math.abs(total / DRAWS / spread)).toBeLessThan(4 / Math.sqrt(DRAWS));
      expect(Math.abs(squares / DRAWS / (spread * spread) - 1)).toBeLessThan(0.04);
    }
  });

  it("multinomial: every count is binomial, they sum to the trials, and a share of 0 gets none", () => {
    const next = uniformSource(13, 4, 1);
    const probability = (k: number) =>
      exp(logGamma(31) - logGamma(k + 1) - logGamma(31 - k) + 30 * log(0.5));
    let odd = 0;
    const draw = () => {
      const counts = sample.sampleMultinomial(next, 30, [1, 0, 2, 3, 0]);
      if (counts.reduce((a, b) => a + b) !== 30 || counts[1] !== 0 || counts[4] !== 0) odd++;
      return counts[3] ?? 0;
    };
    expect(fitOfCounts(draw, probability, 30)).toBeGreaterThan(1e-4);
    expect(odd).toBe(0);
  });
});

describe("continuous draws follow their distribution", () => {
  it.each([0.05, 0.7, 1, 3.3, 250])("gamma of shape %d", (shape) => {
    const next = uniformSource(14, 5, Math.floor(shape * 100));
    expect(
      fitOfDraws(
        () => sample.sampleGamma(next, shape),
        (x) => lowerGamma(shape, x),
      ),
    ).toBeGreaterThan(1e-4);
    const again = uniformSource(15, 5, 1);
    const once = uniformSource(15, 5, 1);
    expect(sample.sampleGamma(again, shape)).toBe(exp(sample.sampleLogGamma(once, shape)));
  });

  it.each([
    [0.4, 0.6],
    [2, 5],
    [80, 1],
  ])("beta of %d and %d", (a, b) => {
    const next = uniformSource(16, 6, Math.floor(a * 10));
    const fit = fitOfDraws(
      () => sample.sampleBeta(next, a, b),
      (x) => regularisedBeta(x, a, b),
    );
    expect(fit).toBeGreaterThan(1e-4);
  });

  it("Dirichlet: every share is beta, they sum to 1, even where all weights are tiny", () => {
    const next = uniformSource(17, 7, 1);
    const draw = () => sample.sampleDirichlet(next, [0.5, 2, 1.5])[1] ?? 0;
    expect(fitOfDraws(draw, (x) => regularisedBeta(x, 2, 2))).toBeGreaterThan(1e-4);
    for (let i = 0; i < 100; i++) {
      const shares = sample.sampleDirichlet(next, [1e-4, 1e-4, 1e-5]);
      expect(Math.abs(shares.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-15 * 4);
    }
  });
});

it("is certain where chance has no say", () => {
  const next = uniformSource(1, 1, 1);
  expect(sample.samplePoisson(next, 0)).toBe(0);
  expect([0, 1].map((p) => sample.sampleBinomial(next, 9, p))).toEqual([0, 9]);
  expect(sample.sampleBinomial(next, 0, 0.5)).toBe(0);
  expect([...sample.sampleMultinomial(next, 7, [0, 3])]).toEqual([0, 7]);
});

it.each([
  () => sample.samplePoisson(() => 0.5, -1),
  () => sample.sampleBinomial(() => 0.5, 1.5, 0.5),
  () => sample.sampleBinomial(() => 0.5, 5, 1.5),
  () => sample.sampleGamma(() => 0.5, 0),
  () => sample.sampleDirichlet(() => 0.5, [1, -1]),
  () => sample.sampleMultinomial(() => 0.5, 5, [0, 0]),
  () => sample.sampleMultinomial(() => 0.5, 5, [1, Number.NaN]),
])("refuses what is out of range (%#)", (call) => {
  expect(call).toThrow(expect.objectContaining({ code: "out_of_range" }));
});
