import { describe, expect, it } from "vitest";
import { normalQuantile, purposeId, uniformSource } from "../../math/index.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { fitNetwork } from "./fit-network.js";
import type { NetworkOptions } from "./network-option.js";
import { backward, forward, lossOf, perceptronBuffers, perceptronShape } from "./perceptron.js";
import { networkProbabilities, predictNetwork } from "./predict-network.js";

const next = uniformSource(4, 0, purposeId("network test"));
const cubes: FeatureRow[] = Array.from({ length: 240 }, () => {
  const a = normalQuantile(next());
  const b = normalQuantile(next());
  return {
    a,
    b,
    same: a * b > 0 ? "yes" : "no",
    kind: a > 0.5 ? "x" : b > 0 ? "y" : "z",
    sum: 3 * a + b,
  };
});
const QUICK = {
  features: ["a", "b"],
  hidden: [16],
  members: 2,
  epochs: 40,
  learningRate: 0.02,
  batch: 16,
  pieces: 0,
};

describe("gradients", () => {
  it.each([
    ["relu", "logistic", 1],
    ["tanh", "logistic", 1],
    ["relu", "softmax", 3],
    ["tanh", "softmax", 3],
    ["tanh", "squared", 1],
  ] as const)(
    "of %s layers under %s loss are those of finite differences",
    (activation, loss, outputs) => {
      const shape = perceptronShape([3, 5, 4, outputs], { activation, loss });
      const parameters = Float64Array.from({ length: shape.parameters }, () =>
        normalQuantile(next()),
      );
      const inputs = Float64Array.of(0.7, -1.1, 0);
      const target = loss === "softmax" ? 2 : 1;
      const buffers = perceptronBuffers(shape);
      const slopes = buffers.slopes.at(-1)!;
      const lossAt = (at: Float64Array) =>
        lossOf(forward(shape, at, { inputs, from: 0 }, buffers), target, { loss, slopes });
      const gradient = new Float64Array(shape.parameters);
      lossAt(parameters);
      backward(shape, parameters, gradient, buffers);
      for (let i = 0; i < parameters.length; i++) {
        const above = parameters.slice();
        const below = parameters.slice();
        above[i]! += 1e-6;
        below[i]! -= 1e-6;
        expect(gradient[i]).toBeCloseTo((lossAt(above) - lossAt(below)) / 2e-6, 5);
      }
    },
  );
});

describe("what it learns", () => {
  it("two classes that no straight line parts", () => {
    const model = fitNetwork(cubes, { ...QUICK, target: "same" });
    const predicted = predictNetwork(model, cubes) as number[];
    const right = predicted.filter((p, i) => p > 0.5 === (cubes[i]?.same === "yes"));
    expect(right.length / cubes.length).toBeGreaterThan(0.9);
    expect(model.event).toBe("yes");
    expect(model.heldOut?.loss).toBeLessThan(model.heldOut?.naive ?? 0);
  });

  it("several classes, with probabilities that sum to 1", () => {
    const model = fitNetwork(cubes, { ...QUICK, target: "kind" });
    for (const shares of networkProbabilities(model, cubes)) {
      expect(Object.keys(shares)).toEqual(["x", "y", "z"]);
      expect((shares.x ?? 0) + (shares.y ?? 0) + (shares.z ?? 0)).toBeCloseTo(1, 12);
    }
    expect(predictNetwork(model, cubes.slice(0, 2))).toEqual(
      networkProbabilities(model, cubes.slice(0, 2)),
    );
  });

  it("a value, whatever its unit and those of the features", () => {
    const model = fitNetwork(cubes, { ...QUICK, target: "sum" });
    const large = cubes.map((row) => ({
      a: Number(row.a) * 1e9,
      b: row.b,
      sum: Number(row.sum) * 1e9,
    }));
    const other = fitNetwork(large, { ...QUICK, target: "sum" });
    const first = predictNetwork(model, cubes) as number[];
    const second = predictNetwork(other, large) as number[];
    first.forEach((value, i) => {
      expect(second[i]! / 1e9).toBeCloseTo(value, 3);
      expect(Math.abs(value - Number(cubes[i]?.sum))).toBeLessThan(4);
    });
  });
});

it("names the event that is asked for", () => {
  const few = cubes.slice(0, 60);
  const options = { ...QUICK, target: "same", epochs: 3 };
  const yes = predictNetwork(fitNetwork(few, options), few) as number[];
  const no = predictNetwork(fitNetwork(few, { ...options, event: "no" }), few) as number[];
  expect(yes).toHaveLength(60);
  expect(no).toHaveLength(60);
  const model = fitNetwork(few, { ...options, event: "no" });
  expect(networkProbabilities(model, few)[0]?.no).toBe(no[0]);
});

it("answers for missing values and categories that it never saw", () => {
  const rows = cubes.map((row, i) => ({ ...row, city: i % 3 === 0 ? null : `city ${i % 2}` }));
  const model = fitNetwork(rows, { ...QUICK, features: ["a", "city"], target: "same", epochs: 3 });
  const asked = [{ a: null, city: "elsewhere" }, {}, { a: 1e300, city: null }, { a: Number.NaN }];
  for (const p of predictNetwork(model, asked) as number[]) {
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1);
  }
});

describe("weak data", () => {
  it.each<[string, FeatureRow[], string[]]>([
    ["a constant column", cubes.map((row) => ({ ...row, b: 7 })), ["a", "b"]],
    ["a column that is always missing", cubes.map((row) => ({ ...row, b: null })), ["a", "b"]],
    ["a category of one name", cubes.map((row) => ({ ...row, b: "one" })), ["a", "b"]],
  ])("says of %s that it never varies", (_, rows, features) => {
    const model = fitNetwork(rows, { ...QUICK, features, target: "same", epochs: 2 });
    expect(model.weaknesses).toContainEqual({
      code: "feature_never_varies",
      values: { feature: "b" },
    });
    expect(predictNetwork(model, rows).every((p) => Number.isFinite(p))).toBe(true);
  });

  it.each([
    [
      "one row per class",
      cubes.slice(0, 1).concat(cubes.filter((r) => r.same !== cubes[0]?.same).slice(0, 1)),
    ],
    ["twenty rows", cubes.slice(0, 20)],
  ])("answers for %s, and says that rows are few", (_, rows) => {
    const model = fitNetwork(rows, { ...QUICK, target: "same" });
    expect(model.weaknesses.map(({ code }) => code)).toContain("few_rows");
    expect(model.heldOut).toBeNull();
    expect(predictNetwork(model, rows).every((p) => Number.isFinite(p))).toBe(true);
  });

  it("says where features tell nothing", () => {
    const noise = cubes.map((row) => ({ a: next(), b: next(), same: row.same }));
    const { weaknesses } = fitNetwork(noise, { ...QUICK, target: "same", epochs: 5 });
    expect(
      weaknesses.every(({ code }) => ["not_better_than_naive", "not_converged"].includes(code)),
    ).toBe(true);
  });
});

it("ends with an error that the listener of progress throws", () => {
  const done: number[] = [];
  fitNetwork(cubes, { ...QUICK, target: "same", epochs: 3, onProgress: (p) => done.push(p.done) });
  expect(done).toEqual([...done].sort((a, b) => a - b));
  const stop = () => {
    throw new Error("enough");
  };
  expect(() => fitNetwork(cubes, { ...QUICK, target: "same", onProgress: stop })).toThrow("enough");
});

const one = cubes.map((row) => ({ ...row, same: "yes" }));
it.each<[string, FeatureRow[], Partial<NetworkOptions>]>([
  ["too_few_rows", [], {}],
  ["too_few_rows", cubes.slice(0, 1), {}],
  ["no_variation", one, {}],
  ["no_variation", cubes.map((row) => ({ ...row, same: 5 })), { task: "regression" }],
  ["invalid_input", cubes, { features: [] }],
  ["invalid_input", cubes, { features: ["a", "a"] }],
  ["invalid_input", cubes, { task: "regression" }],
  ["invalid_input", cubes.map((row, i) => ({ ...row, a: i === 4 ? "text" : 1 })), {}],
  ["invalid_input", cubes, { target: "sum", task: "classification" }],
  ["not_finite", cubes.map((row, i) => ({ ...row, a: i === 4 ? Infinity : 1 })), {}],
  ["not_finite", cubes.map((row, i) => ({ ...row, same: i === 4 ? null : "yes" })), {}],
  ["not_finite", cubes, { target: "nowhere" }],
  ["unknown_key", cubes, { event: "perhaps" }],
  ["out_of_range", cubes, { hidden: [] }],
  ["out_of_range", cubes, { hidden: [0] }],
  ["out_of_range", cubes, { members: 0 }],
  ["out_of_range", cubes, { learningRate: 0 }],
  ["out_of_range", cubes, { l2: -1 }],
  ["out_of_range", cubes, { pieces: 0.5 }],
])("refuses with %s", (code, rows, options) => {
  expect(() => fitNetwork(rows, { ...QUICK, target: "same", ...options })).toThrow(
    expect.objectContaining({ code }),
  );
});
