import { expect, it } from "vitest";
import { normal, uniformSource } from "../../math/index.js";
import type { FeatureRow } from "../tree/index.js";
import {
  fitUplift,
  predictUplift,
  qini,
  qiniCurve,
  targetByGroup,
  UpliftModel,
  upliftByBand,
} from "./index.js";

/** Customers of three arms; women answer to "letter" by `effect` more, nobody to "call" by more than others. */
function campaign(
  count: number,
  { effect = 0.3, seed = 1 }: { effect?: number; seed?: number } = {},
): FeatureRow[] {
  const next = uniformSource(seed, 0, 5);
  return Array.from({ length: count }, (_, i) => {
    const arm = ["none", "letter", "call"][i % 3]!;
    const isWoman = next() < 0.5;
    const age = normal(seed, 1, i, 9);
    const extra = arm === "letter" && isWoman ? effect : arm === "call" ? 0.05 : 0;
    const bought = next() < 0.15 + (age > 0 ? 0.1 : 0) + extra;
    return {
      arm,
      isWoman,
      age,
      persona: isWoman ? "woman" : "man",
      bought,
      amount: bought ? 20 : 0,
    };
  });
}

const rows = campaign(2400);
const options = {
  treatment: "arm",
  control: "none",
  outcome: "bought",
  features: ["isWoman", "age"],
} as const;
const model = fitUplift(rows, options);

it("finds whom a treatment moves, and says where it moves all alike", () => {
  const [woman, man] = predictUplift(model, [
    { isWoman: true, age: 0 },
    { isWoman: false, age: 0 },
  ]);
  expect(woman!.letter! - man!.letter!).toBeGreaterThan(0.2);
  const call = model.arms.find(({ arm }) => arm === "call")!;
  expect(call.method).toBe("uniform");
  expect(model.weaknesses.map(({ code }) => code)).toContain("uplift_not_heterogeneous");
  expect(Math.abs(call.average.value - 0.05)).toBeLessThan(3 * call.average.standardError);
});

it("predicts the same bits after a round trip through JSON", () => {
  const again = UpliftModel.parse(JSON.parse(JSON.stringify(model)));
  expect(predictUplift(again, rows.slice(0, 50))).toEqual(predictUplift(model, rows.slice(0, 50)));
});

it("values a ranking by Qini, and one that says nothing at 0", () => {
  const later = campaign(1200, { seed: 2 }).filter(({ arm }) => arm !== "call");
  const predicted = predictUplift(model, later);
  const ranked = {
    scores: predicted.map(({ letter }) => letter!),
    treated: later.map(({ arm }) => arm === "letter"),
    outcomes: later.map(({ bought }) => Number(bought)),
  };
  const found = qini(ranked, { resamples: 50 });
  expect(found.lower).toBeGreaterThan(0);
  expect(found.upper).toBeGreaterThan(found.value);
  expect(qini({ ...ranked, scores: later.map(() => 0.1) }, { resamples: 20 })).toMatchObject({
    value: 0,
    lower: 0,
  });
  const curve = qiniCurve(ranked);
  expect(curve[curve.length - 1]!.gain).toBeCloseTo(curve[curve.length - 1]!.random, 12);
  const bands = upliftByBand(ranked, { bands: 2 });
  expect(bands[0]!.uplift).toBeGreaterThan(bands[1]!.uplift);
});

it("treats the group that pays, and values the choice on others", () => {
  const { policy, gain, gainOfTreatingAll, advantage } = targetByGroup(rows, {
    ...options,
    group: "persona",
    value: 20,
    cost: 2,
  });
  expect(policy).toEqual({ woman: "letter" });
  // Half of the customers gain 0.3 × 20 - 2.
  expect(Math.abs(gain.value - 2)).toBeLessThan(2.5 * gain.standardError);
  expect(gain.value).toBeGreaterThan(gainOfTreatingAll.value);
  expect(advantage.lower).toBeGreaterThan(0);
});

it("is weak where arms do not hold the planned shares, or the features tell who was treated", () => {
  const codes = (data: readonly FeatureRow[], extra = {}) =>
    fitUplift(data, { ...options, ...extra, method: "dr-linear" }).weaknesses.map(
      ({ code }) => code,
    );
  expect(codes(rows, { shares: { none: 1, letter: 1, call: 2 } })).toContain(
    "sample_ratio_mismatch",
  );
  const chosen = rows.filter(
    ({ arm, age }, i) => arm === "none" || (age as number) > 0 || i % 5 === 0,
  );
  expect(codes(chosen)).toContain("treatment_not_randomised");
});

const few = (change: (i: number) => FeatureRow) => Array.from({ length: 80 }, (_, i) => change(i));

it.each<[string, FeatureRow[]]>([
  ["outcomes all alike", few((i) => ({ t: i % 2, x: i, y: 0 }))],
  ["a constant feature", few((i) => ({ t: i % 2, x: 1, y: i % 3 === 0 ? 1 : 0 }))],
  ["a feature that is missing everywhere", few((i) => ({ t: i % 2, x: null, y: i % 3 }))],
  ["units of 10^9", few((i) => ({ t: i % 2, x: i * 1e9, y: (i % 5) * 1e9 }))],
  ["four rows", few((i) => ({ t: i % 2, x: i, y: i })).slice(0, 4)],
])("gives finite effects for %s", (_, data) => {
  const fitted = fitUplift(data, { treatment: "t", outcome: "y", features: ["x"] });
  expect(UpliftModel.safeParse(JSON.parse(JSON.stringify(fitted))).success).toBe(true);
  expect(predictUplift(fitted, data).every((row) => Number.isFinite(row["1"]))).toBe(true);
});

it.each<[string, () => unknown]>([
  ["too_few_rows", () => fitUplift([], options)],
  [
    "no_variation",
    () =>
      fitUplift(
        few((i) => ({ t: 0, x: i, y: 1 })),
        { treatment: "t", outcome: "y", features: ["x"] },
      ),
  ],
  ["unknown_key", () => fitUplift(rows, { ...options, control: "nobody" })],
  [
    "not_finite",
    () =>
      fitUplift(
        few((i) => ({ t: i % 2, x: i, y: Number.NaN })),
        { treatment: "t", outcome: "y", features: ["x"] },
      ),
  ],
  ["invalid_input", () => fitUplift(rows, { ...options, features: ["arm"] })],
  [
    "invalid_input",
    () =>
      fitUplift(
        rows.map((row) => ({ ...row, p: 0.3 })),
        { ...options, propensity: "p" },
      ),
  ],
  ["unknown_key", () => targetByGroup(rows, { ...options, group: "persona", value: 1, cost: {} })],
  ["no_variation", () => qini({ scores: [1, 2], treated: [1, 1], outcomes: [0, 1] })],
])("refuses with %s", (code, call) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});
