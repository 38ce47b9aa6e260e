import { describe, expect, it } from "vitest";
import { purposeId, uniformSource } from "../../math/index.js";
import type { FeatureRow } from "../tree/index.js";
import { fitOutcome, predictOutcome } from "./fit-outcome.js";
import { OutcomeModel } from "./outcome-model.js";

const customers = (
  many: number,
  worthOf: (row: { visits: number; spend: number; app: boolean }) => number,
): FeatureRow[] => {
  const next = uniformSource(8, 0, purposeId("outcome test"));
  return Array.from({ length: many }, () => {
    const row = { visits: 10 * next(), spend: 100 * next(), app: next() < 0.5 };
    const worth = worthOf(row) + 2 * (next() + next() - 1);
    return { ...row, stays: worth > 0, amount: worth };
  });
};
const features = ["visits", "spend", "app"];
const quick = {
  features,
  folds: 2,
  candidates: ["decision tree", "logit"],
} as const;

describe("of classes", () => {
  it("crowns a logit where effects add up, and trees where they hang on one another", () => {
    const adding = customers(250, ({ visits, app }) => 0.8 * (visits - 5) + (app ? 1 : -1));
    const crossed = customers(250, ({ visits, app }) => (app ? 4 : -4) * (visits > 5 ? 1 : -1));
    expect(
      fitOutcome(adding, { ...quick, candidates: ["logit", "decision tree"], target: "stays" })
        .champion,
    ).toBe("logit");
    const trees = fitOutcome(crossed, {
      ...quick,
      candidates: ["boosted trees", "logit"],
      target: "stays",
    });
    expect(trees.champion).toBe("boosted trees");
    expect(OutcomeModel.parse(JSON.parse(JSON.stringify(trees)))).toEqual(trees);
    const [first] = predictOutcome(trees, crossed) as Record<string, number>[];
    expect((first?.true ?? 0) + (first?.false ?? 0)).toBeCloseTo(1, 12);
  });

  it("keeps the base rate where there is nothing to foretell", () => {
    const model = fitOutcome(
      customers(300, () => 0),
      { ...quick, target: "stays" },
    );
    expect(model).toMatchObject({
      champion: "base rate",
      weaknesses: [{ code: "nothing_beats_the_base_rate" }],
    });
  });
});

it("foretells an amount by whoever comes closest", () => {
  const rows = customers(300, ({ visits }) => (visits > 5 ? 10 : 0));
  const model = fitOutcome(rows, { ...quick, target: "amount" });
  expect(model.task).toBe("regression");
  expect(Object.keys(model.backtest.contestants)).not.toContain("logit");
  const [one] = predictOutcome(model, [{ visits: 9, spend: 50, app: true }]);
  expect(one).toBeGreaterThan(8);
});

it.each([
  ["too_few_rows", [], { target: "stays" }],
  [
    "no_variation",
    [
      { visits: 1, stays: true },
      { visits: 2, stays: true },
    ],
    { target: "stays" },
  ],
  ["unknown_key", customers(20, () => 0), { target: "stays", candidates: ["oracle"] }],
  [
    "not_finite",
    [
      { visits: 1, stays: true },
      { visits: 2, stays: null },
    ],
    { target: "stays" },
  ],
  ["too_few_rows", customers(4, () => 0), { target: "amount", folds: 9 }],
] as const)("refuses with %s", (code, rows, options) => {
  expect(() => fitOutcome(rows, { features, ...options } as never)).toThrow(
    expect.objectContaining({ code }),
  );
});
