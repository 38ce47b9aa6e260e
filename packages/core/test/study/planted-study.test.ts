import { beforeAll, describe, expect, it } from "vitest";
import { type MarketResult, studyOf } from "./planted-study.js";
import { isRight } from "./refusal-study.js";
import { figuresOf } from "./study-figures.js";
import { kendall, scoreOf } from "./tally.js";

const SEEDS = [4, 49, 77];

describe("the planted study, of a few markets", () => {
  let results: MarketResult[] = [];
  beforeAll(async () => {
    results = [];
    for (const seed of SEEDS) results.push(await studyOf(seed, { draws: 100 }));
  });

  it("finds the planted coefficients, and changes of share that nearly are the truth's", () => {
    const { figures } = figuresOf(results);
    expect(Object.keys(figures).length).toBeGreaterThan(40);
    const coefficients = scoreOf(results.flatMap(({ coefficient }) => coefficient));
    expect(coefficients.rmse).toBeLessThan(0.3);
    const priced = results.filter(({ kind }) => kind.prices);
    expect(scoreOf(priced.flatMap(({ incidence }) => incidence)).rmse).toBeLessThan(0.04);
    for (const { whatIfs } of results) {
      for (const { question, estimated, change } of whatIfs) {
        if (!estimated || !question.startsWith("price")) continue;
        expect(scoreOf(change).relative, question).toBeLessThan(0.2);
      }
    }
  });

  it("recommends nothing that is worse than nothing", () => {
    for (const { decision, kind } of results) {
      // Where utilities drift, coefficients err by more than they say: docs/concept/study.md.
      if (!decision || kind.drifting) continue;
      expect(decision.assumed.earned).toBeGreaterThanOrEqual(-0.005 * decision.assumed.revenue);
      expect(decision.assumed.kendall).toBeGreaterThan(0.5);
    }
  });

  it("refuses what no market can tell, and answers what all can", () => {
    const wrong = results.flatMap(({ asked }) => asked.filter((one) => !isRight(one)));
    expect(wrong.length).toBeLessThanOrEqual(1);
  });
});

describe("the study's own arithmetic", () => {
  it("ranks as Kendall does, ties by τ-b", () => {
    expect(kendall([1, 2, 3], [10, 20, 30])).toBe(1);
    expect(kendall([1, 2, 3], [3, 2, 1])).toBe(-1);
    expect(kendall([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(2 / 3, 12);
    expect(kendall([1, 1], [1, 2])).toBe(0);
  });

  it("counts coverage, with the error of markets that err together", () => {
    const band = { p2_5: -3, p10: -2, p25: -1, p50: 0, p75: 1, p90: 2, p97_5: 3 };
    const found = [0, 1.5, 2.5, 9];
    const score = scoreOf(
      found.map((value, i) => ({ market: i % 2, told: 0, found: value, band })),
    );
    expect(score.coverage).toStrictEqual({ p50: 0.25, p80: 0.5, p95: 0.75 });
    expect(score.coverageError).toBeCloseTo(0, 12);
    expect(score.bias).toBeCloseTo(-3.25, 12);
  });
});
