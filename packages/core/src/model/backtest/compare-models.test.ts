import { expect, it } from "vitest";
import { CoreError } from "../../error.js";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { compareModels, contestant } from "./compare-models.js";
import { rollingOrigin } from "./split.js";

const rows = Array.from({ length: 40 }, (_, i) => ({ value: i % 2 === 0 ? 10 : 20 + (i % 3) }));
type Row = (typeof rows)[number];

const last = contestant<Row, number, number>("last value", {
  fit: (train) => train[train.length - 1]?.value ?? 0,
  predict: (value, test) => test.map(() => value),
});
const alternate = contestant<Row, number, number>("alternating", {
  fit: (train) => (train.length % 2 === 0 ? 10 : 21),
  predict: (first, test) => test.map((_, i) => (i % 2 === 0 ? first : 31 - first)),
});
const contest = {
  scheme: "rolling origin, 2 rows",
  splits: rollingOrigin(rows.length, { initial: 10, horizon: 2 }),
  naive: last,
  contestants: [alternate],
  losses: { absoluteError: (row: Row, said: number) => Math.abs(row.value - said) },
  decidedBy: "absoluteError",
};

it("makes champion of who beats the naive forecast, and says by how much", () => {
  const backtest = compareModels(rows, contest);
  expect(ModelBacktest.parse(JSON.parse(JSON.stringify(backtest)))).toEqual(backtest);
  expect(backtest).toMatchObject({ champion: "alternating", folds: 15, heldOut: 30, failed: {} });
  const score = backtest.contestants.alternating?.absoluteError;
  expect(score?.score).toBeCloseTo(1 / 3, 12);
  expect(score?.difference).toBeCloseTo((score?.score ?? 0) - (score?.naive ?? 0), 12);
  expect(score?.standardError).toBeGreaterThan(0);
});

it("keeps the naive forecast where nobody is better", () => {
  const same = { ...last, name: "the same again" };
  expect(compareModels(rows, { ...contest, contestants: [same] }).champion).toBe("last value");
});

it("names who refused, and passes on what nobody expected", () => {
  const refuse = (error: Error) => ({
    name: "refusing",
    foretell() {
      throw error;
    },
  });
  const few = new CoreError("too_few_rows", "found 10 rows, expected 11");
  expect(compareModels(rows, { ...contest, contestants: [refuse(few)] })).toMatchObject({
    champion: "last value",
    failed: { refusing: "found 10 rows, expected 11" },
  });
  const odd = new TypeError("a fault of ours");
  expect(() => compareModels(rows, { ...contest, contestants: [refuse(odd)] })).toThrow(odd);
  const stopped = new CoreError("aborted", "stopped");
  expect(() => compareModels(rows, { ...contest, contestants: [refuse(stopped)] })).toThrow(
    stopped,
  );
});

it("holds rows of a group together in the standard error", () => {
  const twice = rows.flatMap((row, i) => [
    { ...row, day: i },
    { ...row, day: i },
  ]);
  const guess = (name: string, of: (i: number) => number) => ({
    name,
    foretell: (_: unknown, test: readonly unknown[]) =>
      test.map((_row, i) => of(Math.floor(i / 2))),
  });
  const half = {
    ...contest,
    splits: [{ train: [0], test: twice.map((_, i) => i) }],
    naive: guess("naive", () => 15),
    contestants: [guess("other", (i) => 14 + (i % 5))],
  };
  const apart = compareModels(twice, half).contestants.other?.absoluteError?.standardError ?? 0;
  const together =
    compareModels(twice, { ...half, groupOf: ({ day }) => day }).contestants.other?.absoluteError
      ?.standardError ?? 0;
  expect(together / apart).toBeCloseTo(Math.SQRT2, 1);
});

it.each([
  ["invalid_input", { splits: [] }],
  ["invalid_input", { decidedBy: "another" }],
  ["not_finite", { losses: { absoluteError: () => Number.NaN } }],
  ["invalid_input", { naive: { name: "short", foretell: () => [] } }],
])("refuses with %s a contest that cannot be held", (code, change) => {
  expect(() => compareModels(rows, { ...contest, ...change })).toThrow(
    expect.objectContaining({ code }),
  );
});
