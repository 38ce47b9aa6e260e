import fc from "fast-check";
import { expect, it } from "vitest";
import { exp, log, uniformSource } from "../../math/index.js";
import {
  attributeTrees,
  calibrationOf,
  classProbabilities,
  describeTree,
  type FeatureRow,
  fitTree,
  fitTrees,
  predictTree,
  predictTrees,
  rulesOf,
  TreeModel,
  treeScores,
} from "./index.js";

const features = ["minutes", "plan", "calls", "noise"];

/** Customers who leave after many minutes without a plan; some minutes are missing. */
function customers(count: number, seed = 1): FeatureRow[] {
  const next = uniformSource(seed, 0, 7);
  return Array.from({ length: count }, () => {
    const minutes = 300 * next();
    const plan = ["none", "basic", "gold"][Math.floor(3 * next())]!;
    const calls = Math.floor(6 * next());
    const score = (minutes > 200 && plan === "none" ? 3 : -1) + (calls > 3 ? 1.5 : -0.5);
    const leaves = next() < 1 / (1 + exp(-score));
    const isKnown = next() > 0.1;
    return { minutes: isKnown ? minutes : null, plan, calls, noise: next(), leaves };
  });
}

const rows = customers(1200);
const later = customers(600, 2);
const told = { target: "leaves", features, rounds: 40 } as const;
const model = fitTrees(rows, told);

const meanLoss = (p: readonly number[]) =>
  p.reduce((sum, each, i) => sum - log(later[i]!.leaves ? each : 1 - each), 0) / p.length;

it("foretells better than the base rate and than a single tree", () => {
  const base = rows.filter(({ leaves }) => leaves).length / rows.length;
  const single = fitTree(rows, { target: "leaves", features });
  const one = (predictTree(single, later) as number[]).map((p) =>
    Math.min(0.99, Math.max(0.01, p)),
  );
  const loss = meanLoss(predictTrees(model, later) as number[]);
  expect(loss).toBeLessThan(meanLoss(later.map(() => base)) - 0.08);
  expect(meanLoss(one)).toBeLessThan(meanLoss(later.map(() => base)) - 0.05);
});

it("predicts the same bits after a round trip through JSON, and for any order of rows it learnt from", () => {
  const again = TreeModel.parse(JSON.parse(JSON.stringify(model)));
  expect(predictTrees(again, later)).toEqual(predictTrees(model, later));
  expect(predictTrees(fitTrees([...rows].reverse(), told), later)).toEqual(
    predictTrees(model, later),
  );
});

it("shares every score out by feature, to the last bit but rounding", () => {
  for (const [
    { base, score, attributions } = { base: 0, score: 1, attributions: {} },
  ] of attributeTrees(model, later.slice(0, 100))) {
    const sum = Object.values(attributions).reduce((total, each) => total + each, base);
    expect(Math.abs(sum - score)).toBeLessThan(1e-9);
  }
});

it("attributes what the definition of Shapley values says, on a tree of two features", () => {
  const small = fitTrees(rows, {
    target: "leaves",
    features: ["minutes", "calls"],
    rounds: 1,
    leaves: 4,
  });
  const tree = small.trees[0]!;
  const expected = (row: FeatureRow, known: readonly string[], node = 0): number => {
    const child = tree.child[node]!;
    if (child === 0) return tree.value[node]!;
    const name = small.features[tree.feature[node]!]!.name;
    const share = tree.cover[child]! / tree.cover[node]!;
    const [left, right] = [child, child + 1].map((next) => expected(row, known, next)) as [
      number,
      number,
    ];
    if (!known.includes(name)) return share * left + (1 - share) * right;
    const value = row[name] as number | null;
    return (value === null ? tree.missingLeft[node] === 1 : value <= tree.threshold[node]!)
      ? left
      : right;
  };
  for (const row of later.slice(0, 20)) {
    const [{ attributions } = { attributions: {} as Record<string, number> }] = attributeTrees(
      small,
      [row],
    )[0]!;
    const alone = expected(row, ["minutes"]) - expected(row, []);
    const after = expected(row, ["minutes", "calls"]) - expected(row, ["calls"]);
    expect(attributions.minutes).toBeCloseTo((alone + after) / 2, 12);
  }
});

it("holds monotone constraints exactly", () => {
  const bound = fitTrees(rows, { ...told, monotone: { noise: 1, minutes: -1 } });
  const value = fc.double({ min: -10, max: 310, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.constantFrom("none", "basic", "gold"), (a, b, plan) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const at = (minutes: number, noise: number) =>
        treeScores(bound, [{ minutes, noise, plan, calls: 2 }])[0]![0]!;
      expect(at(high, 0.5)).toBeLessThanOrEqual(at(low, 0.5));
      expect(at(100, high / 300)).toBeGreaterThanOrEqual(at(100, low / 300));
    }),
    { numRuns: 60 },
  );
});

it("sends unseen categories and missing values the same way", () => {
  const [unseen, missing] = [{ plan: "platinum" }, { plan: null }].map((each) => ({
    ...later[0]!,
    ...each,
  }));
  expect(predictTrees(model, [unseen!])).toEqual(predictTrees(model, [missing!]));
});

it("learns a stump with Newton's leaf values", () => {
  const data = Array.from({ length: 40 }, (_, i) => ({ x: i < 20 ? 0 : 1, y: i < 20 ? 10 : 20 }));
  const stump = fitTrees(data, {
    target: "y",
    features: ["x"],
    rounds: 1,
    learningRate: 1,
    l2: 5,
    minLeaf: 2,
  });
  // Residuals of -5 and 5 over 20 rows, with 5 more rows of nothing.
  const [low, high] = predictTrees(stump, [{ x: 0 }, { x: 1 }]) as number[];
  expect(low).toBeCloseTo(15 - 100 / 25, 9);
  expect(high).toBeCloseTo(15 + 100 / 25, 9);
});

it("tells several classes apart, and their probabilities sum to 1", () => {
  const data = rows.map(({ plan, calls, minutes }) => ({ plan, calls, minutes }));
  const kinds = fitTrees(
    data.map((row) => ({
      ...row,
      kind: row.plan === "gold" ? "rich" : (row.calls as number) > 2 ? "loud" : "calm",
    })),
    { target: "kind", features: ["plan", "calls", "minutes"], rounds: 10, learningRate: 0.3 },
  );
  for (const shares of predictTrees(kinds, later.slice(0, 30)) as Record<string, number>[]) {
    expect(Object.values(shares).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  }
  expect(
    classProbabilities(kinds, [{ plan: "gold", calls: 1, minutes: 5 }])[0]!.rich,
  ).toBeGreaterThan(0.9);
  const [attributed] = attributeTrees(kinds, later.slice(0, 1));
  expect(attributed!.map(({ output }) => output)).toEqual(["calm", "loud", "rich"]);
});

it("chooses rounds by itself, and finds nothing where there is nothing", () => {
  const next = uniformSource(3, 0, 1);
  const noise = Array.from({ length: 200 }, () => ({ x: next(), y: next() > 0.5 }));
  const nothing = fitTrees(noise, { target: "y", features: ["x"] });
  expect(nothing.trees.length).toBeLessThan(60);
  const found = fitTrees(rows.slice(0, 400), { target: "leaves", features });
  expect(found.heldOut!.loss).toBeLessThan(found.heldOut!.naive - 0.05);
});

it("prints rules with units, whose leaves hold all rows", () => {
  const tree = fitTree(rows, { target: "leaves", features, units: { minutes: "min" } });
  const rules = rulesOf(tree);
  expect(rules.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(describeTree(tree)).toMatch(/minutes > \d+(\.\d+)? min/);
  expect(rules.some(({ text }) => /plan is none/.test(text))).toBe(true);
  expect(describeTree(model, { tree: 3 }).split("\n").length).toBeGreaterThan(3);
  expect(() => rulesOf(model, { tree: 99 })).toThrow(
    expect.objectContaining({ code: "out_of_range" }),
  );
});

it("says how far probabilities can be taken at their word", () => {
  const p = [0.1, 0.1, 0.9, 0.9];
  const { bands, brier } = calibrationOf(p, { happened: [0, 0, 1, 1], bands: 2 });
  expect(bands.map(({ happened }) => happened)).toEqual([0, 1]);
  expect(brier).toBeCloseTo(0.01, 12);
});

const line = (change: (i: number) => FeatureRow) => Array.from({ length: 60 }, (_, i) => change(i));

it.each<[string, FeatureRow[]]>([
  ["a constant feature", line((i) => ({ x: 1, y: i % 2 === 0 }))],
  ["a feature that is missing everywhere", line((i) => ({ x: null, y: i % 2 === 0 }))],
  ["values that are no numbers", line((i) => ({ x: i % 3 === 0 ? Number.NaN : i, y: i > 30 }))],
  ["one row of a class", line((i) => ({ x: i, y: i === 30 ? "rare" : "usual" }))],
  ["perfect separation", line((i) => ({ x: i, y: i > 30 }))],
  ["units of 10^9", line((i) => ({ x: i * 1e9, y: (i % 7) * 1e9 + 0.5 }))],
  ["the largest numbers", line((i) => ({ x: i % 2 === 0 ? 1.7e308 : -1.7e308, y: i % 2 }))],
  ["a constant target", line((i) => ({ x: i, y: 4.5 }))],
  [
    "two rows",
    [
      { x: 1, y: true },
      { x: 2, y: false },
    ],
  ],
])("gives finite predictions for %s", (_, data) => {
  for (const rounds of ["auto", 5] as const) {
    const fitted = fitTrees(data, { target: "y", features: ["x"], rounds });
    expect(TreeModel.safeParse(JSON.parse(JSON.stringify(fitted))).success).toBe(true);
    const found = predictTrees(fitted, [...data, { x: null }, {}]) as number[];
    expect(found.every(Number.isFinite)).toBe(true);
  }
  const tree = fitTree(data, { target: "y", features: ["x"], minLeaf: 1 });
  expect((predictTree(tree, data) as number[]).every(Number.isFinite)).toBe(true);
});

it("treats two equal features as one", () => {
  const doubled = rows.map((row) => ({ ...row, again: row.calls }));
  const twice = fitTrees(doubled, { ...told, features: [...features, "again"] });
  const both = doubled.map((row) => row);
  expect(predictTrees(twice, both)).toEqual(predictTrees(model, rows));
});

it.each<[string, () => unknown]>([
  ["too_few_rows", () => fitTrees([], told)],
  [
    "no_variation",
    () =>
      fitTrees(
        line(() => ({ x: 1, y: "a" })),
        { target: "y", features: ["x"] },
      ),
  ],
  [
    "not_finite",
    () =>
      fitTrees(
        line((i) => ({ x: Infinity, y: i })),
        { target: "y", features: ["x"] },
      ),
  ],
  [
    "not_finite",
    () =>
      fitTrees(
        line(() => ({ x: 1, y: null })),
        { target: "y", features: ["x"] },
      ),
  ],
  [
    "invalid_input",
    () =>
      fitTrees(
        line((i) => ({ x: i % 2 ? 1 : "a", y: i })),
        { target: "y", features: ["x"] },
      ),
  ],
  ["invalid_input", () => fitTrees(rows, { target: "leaves", features: [] })],
  ["invalid_input", () => fitTrees(rows, { target: "leaves", features: ["leaves"] })],
  ["invalid_input", () => fitTrees(rows, { ...told, monotone: { plan: 1 } })],
  ["unknown_key", () => fitTrees(rows, { ...told, monotone: { age: 1 } })],
  ["unknown_key", () => fitTrees(rows, { ...told, event: "maybe" })],
  ["out_of_range", () => fitTrees(rows, { ...told, learningRate: 0 })],
  ["invalid_input", () => predictTrees(model, [{ calls: "many" }])],
])("refuses with %s", (code, call) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});
