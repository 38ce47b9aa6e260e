import fc from "fast-check";
import { expect, it } from "vitest";
import { blocked, lastGroups, lastShare, rollingOrigin, unseenGroups } from "./split.js";

const count = (least: number, most: number) => fc.integer({ min: least, max: most });

it("never learns from a row at or after the origin that it foretells from", () => {
  fc.assert(
    fc.property(
      count(2, 200),
      count(1, 50),
      count(1, 20),
      count(1, 20),
      (rows, initial, horizon, step) => {
        fc.pre(initial < rows);
        for (const { train, test } of rollingOrigin(rows, { initial, horizon, step })) {
          expect(Math.max(...train)).toBeLessThan(Math.min(...test));
          expect(test.length).toBeLessThanOrEqual(horizon);
          expect(train[0]).toBe(0);
        }
      },
    ),
  );
});

it("forgets what lies farther back", () => {
  const [first, second] = rollingOrigin(10, { initial: 4, horizon: 3, most: 2 });
  expect(first).toEqual({ train: [2, 3], test: [4, 5, 6] });
  expect(second).toEqual({ train: [5, 6], test: [7, 8, 9] });
});

it("holds out each group once and never knows it before", () => {
  const groups = fc.array(fc.constantFrom(..."abcdefgh"), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(groups, count(2, 3), fc.nat(), (names, folds, seed) => {
      fc.pre(new Set(names).size >= folds);
      const splits = unseenGroups(names, { folds, seed });
      expect(splits.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual([...names.keys()]);
      for (const { train, test } of splits) {
        const known = new Set(train.map((row) => names[row]));
        expect(test.some((row) => known.has(names[row] ?? ""))).toBe(false);
        expect(test.length).toBeGreaterThan(0);
      }
    }),
  );
});

it("holds out the last fifth of rows, and of groups by first appearance", () => {
  expect(lastShare(731)[0]?.train).toHaveLength(731 - 146);
  expect(lastGroups(["b", "a", "b", "d", "c", "e"])[0]).toEqual({
    train: [0, 1, 2, 3, 4],
    test: [5],
  });
});

it("holds out every row once in blocks, and learns nothing within the gap", () => {
  const splits = blocked(70, { block: 7, folds: 5, gap: 2 });
  expect(splits.flatMap(({ test }) => test).sort((a, b) => a - b)).toHaveLength(70);
  for (const { train, test } of splits) {
    for (const row of train) {
      expect(Math.min(...test.map((held) => Math.abs(held - row)))).toBeGreaterThan(2);
    }
  }
});

it.each([
  ["too_few_rows", () => rollingOrigin(5, { initial: 5, horizon: 1 })],
  ["out_of_range", () => rollingOrigin(5, { initial: 2, horizon: 0 })],
  ["out_of_range", () => rollingOrigin(5, { initial: Number.NaN, horizon: 1 })],
  ["too_few_rows", () => lastShare(1)],
  ["out_of_range", () => lastShare(10, { share: 1 })],
  ["too_few_rows", () => unseenGroups(["a", "a"], { folds: 2 })],
  ["too_few_rows", () => lastGroups(["a"])],
  ["too_few_rows", () => blocked(10, { block: 7, folds: 5 })],
  ["out_of_range", () => blocked(10, { block: 0 })],
])("refuses with %s what cannot be split", (code, split) => {
  expect(split).toThrow(expect.objectContaining({ code }));
});
