import fc from "fast-check";
import { expect, it } from "vitest";
import { normalQuantile } from "../../math/index.js";
import {
  areaUnderCurve,
  brierScore,
  crpsOfDraws,
  crpsOfNormal,
  intervalScore,
  logLoss,
  pinballLoss,
  scoreBands,
  scorePoints,
} from "./score.js";

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

it("prices probabilities by what happened", () => {
  expect(logLoss({ a: 0.25, b: 0.75 }, "a")).toBeCloseTo(Math.log(4), 12);
  expect(logLoss({ a: 1 }, "unheard of")).toBeCloseTo(-Math.log(1e-15), 9);
  expect(brierScore({ a: 0.25, b: 0.75 }, "b")).toBeCloseTo(0.125, 12);
  expect(brierScore({ a: 1 }, "c")).toBe(2);
});

it("gives the lowest expected log loss and Brier score to the true probabilities", () => {
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(share, share, (truth, said) => {
      for (const score of [logLoss, brierScore]) {
        const expected = (p: number) =>
          truth * score({ a: p, b: 1 - p }, "a") + (1 - truth) * score({ a: p, b: 1 - p }, "b");
        expect(expected(truth)).toBeLessThanOrEqual(expected(said) + 1e-12);
      }
    }),
  );
});

it("agrees with the closed form of a standard normal's CRPS, and draws come close to it", () => {
  // 2 phi(0) - 1 / sqrt(pi), by the formula of Gneiting and Raftery.
  expect(crpsOfNormal({ mean: 0, sd: 1 }, { value: 0 })).toBeCloseTo(0.2336949772551907, 12);
  const draws = Array.from({ length: 2000 }, (_, i) => normalQuantile((i + 0.5) / 2000));
  for (const value of [-1.5, 0, 0.3, 4]) {
    expect(crpsOfDraws(draws, { value })).toBeCloseTo(
      crpsOfNormal({ mean: 0, sd: 1 }, { value }),
      3,
    );
  }
  expect(crpsOfNormal({ mean: 2, sd: 0 }, { value: 5 })).toBe(3);
  expect(crpsOfDraws([2], { value: 5 })).toBe(3);
});

it("is the pinball loss of both ends that makes the interval score", () => {
  fc.assert(
    fc.property(
      number,
      number,
      number,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (a, b, value, level) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const tail = (1 - level) / 2;
        const pinballs =
          pinballLoss(low, { value, p: tail }) + pinballLoss(high, { value, p: 1 - tail });
        const score = intervalScore({ low, high, level }, { value });
        expect(score).toBeCloseTo((2 * pinballs) / (1 - level), 3);
      },
    ),
  );
});

it("counts what lies inside of bands", () => {
  const band = { low: 0, high: 1, level: 0.5 };
  expect(scoreBands([band, band, band, band], [0, 1, 0.5, 2])).toEqual({
    coverage: 0.75,
    meanWidth: 1,
    meanIntervalScore: 2,
  });
});

it("scores points, and says null where a score has no meaning", () => {
  expect(scorePoints([1, 2, 4], [1, 3, 5])).toEqual({
    meanAbsoluteError: 2 / 3,
    weightedAbsolutePercentageError: 2 / 9,
    rootMeanSquaredError: Math.sqrt(2 / 3),
    rSquared: 0.75,
  });
  expect(scorePoints([1, 1], [0, 0])).toMatchObject({
    weightedAbsolutePercentageError: null,
    rSquared: null,
  });
});

it("is the share of pairs that are ranked rightly", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(rows, (pairs) => {
      const [positive, negative] = [true, false].map((wanted) =>
        pairs.flatMap(([score, happened]) => (happened === wanted ? [score] : [])),
      );
      let right = 0;
      for (const a of positive ?? []) {
        for (const b of negative ?? []) right += a > b ? 1 : a === b ? 0.5 : 0;
      }
      const count = (positive?.length ?? 0) * (negative?.length ?? 0);
      const area = areaUnderCurve(
        pairs.map(([score]) => score),
        pairs.map(([, happened]) => happened),
      );
      if (count === 0) expect(area).toBeNull();
      else expect(area).toBeCloseTo(right / count, 12);
    }),
  );
});

it.each([
  ["too_few_rows", () => scorePoints([], [])],
  ["invalid_input", () => scorePoints([1], [1, 2])],
  ["too_few_rows", () => crpsOfDraws([], { value: 0 })],
  ["too_few_rows", () => scoreBands([], [])],
])("refuses with %s what has no score", (code, score) => {
  expect(score).toThrow(expect.objectContaining({ code }));
});
