import { expect, it } from "vitest";
import { uniformSource } from "../../math/index.js";
import { backtestTrees } from "./index.js";

const next = uniformSource(4, 0, 2);
const rows = Array.from({ length: 150 }, () => {
  const [x, z] = [next(), next()];
  return { x, z, y: x > 0.5 !== z > 0.5 ? "in" : "out", value: 3 * x + next() };
});
const splits = [{ train: [...Array(100).keys()], test: [...Array(50).keys()].map((i) => 100 + i) }];
const told = { features: ["x", "z"], rounds: 20, minLeaf: 5, splits, scheme: "last third" };

it("lets trees, one tree and a logit compete with the base rate", () => {
  const found = backtestTrees(rows, { ...told, target: "y" });
  expect(found.champion).toBe("boosted trees");
  expect(Object.keys(found.contestants)).toEqual(["boosted trees", "decision tree", "logit"]);
});

it("lets trees compete with the mean in a regression", () => {
  const found = backtestTrees(rows, { ...told, target: "value" });
  expect(found.naive).toBe("mean");
  expect(found.contestants["boosted trees"]!.squaredError!.difference).toBeLessThan(0);
});
