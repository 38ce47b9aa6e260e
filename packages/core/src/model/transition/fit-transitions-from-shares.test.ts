import { describe, expect, it } from "vitest";
import { fitTransitionsFromShares, predictTransitions, ShareTransitionModel } from "./index.js";

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return "no error";
};
const codesOf = ({ weaknesses }: { weaknesses: readonly { code: string }[] }) =>
  weaknesses.map(({ code }) => code);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("transitions of shares", () => {
  const planted = [
    [0.8, 0.15, 0.05],
    [0.1, 0.7, 0.2],
    [0, 0.3, 0.7],
  ];
  const path = [[0.9, 0.05, 0.05]];
  while (path.length < 12) {
    const last = path[path.length - 1] ?? [];
    path.push([0, 1, 2].map((j) => sum(last.map((share, i) => share * (planted[i]?.[j] ?? 0)))));
  }
  const model = fitTransitionsFromShares(path, { states: ["a", "b", "c"] });

  it("find the matrix of an exact path, whatever the unit of the shares", () => {
    const inPercent = fitTransitionsFromShares(path.map((row) => row.map((share) => 1e9 * share)));
    for (const found of [model, inPercent]) {
      found.matrix.forEach((row, i) => {
        row.forEach((share, j) => {
          expect(share).toBeCloseTo(planted[i]?.[j] ?? 0, 6);
        });
      });
    }
    expect(model.weaknesses).toEqual([]);
    expect(model.lower[2]?.[0]).toBe(0);
    expect(ShareTransitionModel.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
    const { probabilities } = predictTransitions(model, { shares: { a: 1 }, steps: 200 });
    expect(probabilities.a).toBeCloseTo(model.stationary[0] ?? 0, 6);
  });

  it("say that shares which do not move tell nothing", () => {
    const still = fitTransitionsFromShares(Array.from({ length: 20 }, () => [0.5, 0.3, 0.2]));
    expect(codesOf(still)).toEqual(["shares_move_too_little", "weakly_identified"]);
    expect(still.lower.flat()).toEqual(Array(9).fill(0));
    expect(still.upper[0]?.[0]).toBe(1);
    expect(still.stationary.every(Number.isFinite)).toBe(true);
  });

  it("read several paths and gaps, and take a state that nobody is in", () => {
    const gaps = fitTransitionsFromShares([
      [...path.slice(0, 5), null, ...path.slice(6)],
      path.map((row) => [row[1] ?? 0, row[0] ?? 0, row[2] ?? 0]),
    ]);
    expect([gaps.steps, gaps.paths]).toEqual([20, 2]);
    const empty = fitTransitionsFromShares(path.map((row) => [...row, 0]));
    expect(empty.matrix.flat().every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(codesOf(empty)).toContain("shares_move_too_little");
  });

  it.each<[string, string, readonly (readonly number[] | null)[], object]>([
    ["nothing", "too_few_rows", [], {}],
    [
      "one step",
      "too_few_rows",
      [
        [1, 0],
        [0, 1],
      ],
      {},
    ],
    ["one state", "no_variation", [[1], [1], [1]], {}],
    [
      "NaN",
      "not_finite",
      [
        [1, 0],
        [Number.NaN, 1],
        [1, 0],
      ],
      {},
    ],
    [
      "a negative share",
      "out_of_range",
      [
        [1, 0],
        [-1, 2],
        [1, 0],
      ],
      {},
    ],
    [
      "shares of nobody",
      "out_of_range",
      [
        [1, 0],
        [0, 0],
        [1, 0],
      ],
      {},
    ],
    [
      "rows of different length",
      "invalid_input",
      [
        [1, 0],
        [1, 0, 0],
        [1, 0],
      ],
      {},
    ],
    [
      "names that are too few",
      "invalid_input",
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      { states: ["a"] },
    ],
    [
      "counts of another length",
      "invalid_input",
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      { counts: [1] },
    ],
  ])("refuse %s with %s", (_, code, shares, options) => {
    expect(codeOf(() => fitTransitionsFromShares(shares, options))).toBe(code);
  });
});
