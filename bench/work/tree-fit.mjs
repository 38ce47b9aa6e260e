/**
 * Prints how long boosted trees take to fit: rows made by a written-out generator, 20 numbers and an event.
 *
 *     node bench/work/tree-fit.mjs [ROWS] [ROUNDS]
 */
import { areaUnderCurve, fitTrees, predictTrees } from "@cdp-whatif/core";

const count = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 100);
const COLUMNS = 20;

// x(n+1) = 1664525 x(n) + 1013904223 mod 2^32; a number is its upper 24 bits over 2^24. tree_fit.py makes the same rows.
let state = 1;
const next = () => {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 8) / 16777216;
};
const features = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);
/** @type {Record<string, number>[]} */
const rows = [];
for (let i = 0; i < count; i++) {
  const x = features.map(next);
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = x;
  const score = 4 * a - 2.5 + 2 * b * c - 12 * (d - 0.5) * (d - 0.5) + (e > 0.5 ? 1 : 0);
  // Odds without a logarithm: score / (1 + |score|) is monotone, too, and the same in both languages.
  const y = next() < 0.5 + (0.5 * score) / (1 + Math.abs(score)) ? 1 : 0;
  rows.push(Object.fromEntries([...x.map((value, j) => [`x${j}`, value]), ["y", y]]));
}

const from = performance.now();
const model = fitTrees(rows, {
  target: "y",
  features,
  task: "classification",
  rounds,
  learningRate: 0.1,
  leaves: 31,
  minLeaf: 20,
  l2: 0,
});
const seconds = (performance.now() - from) / 1000;
const scores = /** @type {number[]} */ (predictTrees(model, rows));
const auc = areaUnderCurve(
  scores,
  rows.map(({ y }) => y ?? 0),
);
console.log(JSON.stringify({ rows: count, columns: COLUMNS, rounds, seconds, trainAuc: auc }));
