import { square } from "../../math/index.js";
import {
  type DecisionInput,
  type DecisionNode,
  growDecision,
  sideOfRows,
} from "./grow-decision.js";
import { innerFolds } from "./inner-folds.js";

/** How far a tree is cut back, and how well it then foretells rows that it has not seen. */
export interface ChosenPruning {
  /** Squared error that each leaf must save. */
  readonly penalty: number;
  readonly loss: number;
  readonly naive: number;
  readonly standardError: number;
  readonly folds: number;
}

/** Error and leaves below a node when every split that does not save `penalty` for each leaf is undone. */
function cost(node: DecisionNode, penalty: number): { error: number; leaves: number } {
  if (node.split === null) return { error: node.error, leaves: 1 };
  const left = cost(node.split.left, penalty);
  const right = cost(node.split.right, penalty);
  const leaves = left.leaves + right.leaves;
  const error = left.error + right.error;
  return node.error <= error + penalty * (leaves - 1)
    ? { error: node.error, leaves: 1 }
    : { error, leaves };
}

/** The tree with every split undone that does not save `penalty` for each leaf. */
export function prune(node: DecisionNode, penalty: number): DecisionNode {
  if (node.split === null) return node;
  const { error, leaves } = cost(node, penalty);
  if (leaves === 1 && error === node.error) return { ...node, split: null };
  const { split } = node;
  return {
    ...node,
    split: { ...split, left: prune(split.left, penalty), right: prune(split.right, penalty) },
  };
}

/** Penalties at which the tree loses its next leaves, from 0 up (weakest links). */
export function penalties(root: DecisionNode): number[] {
  const found = [0];
  let penalty = 0;
  for (let tree = root; tree.split !== null; ) {
    penalty = Math.max(penalty, weakestLink(tree));
    // A little more than the link saves, so that it goes in spite of rounding.
    tree = prune(tree, penalty * (1 + 1e-9));
    found.push(penalty * (1 + 1e-9));
  }
  return found;
}

function weakestLink(node: DecisionNode): number {
  if (node.split === null) return Infinity;
  const { error, leaves } = cost(node, 0);
  const own = (node.error - error) / Math.max(1, leaves - 1);
  return Math.min(own, weakestLink(node.split.left), weakestLink(node.split.right));
}

/** Number of leaves. */
export function leavesOf(node: DecisionNode): number {
  return node.split === null ? 1 : leavesOf(node.split.left) + leavesOf(node.split.right);
}

/**
 * Chooses by cross-validation how far to cut back: the smallest tree within one standard error of the best, with at
 * most `leaves` leaves.
 *
 * @see Breiman, Friedman, Olshen and Stone, Classification and regression trees (1984), chapter 3
 */
export function choosePruning(
  input: DecisionInput,
  root: DecisionNode,
  {
    classOf,
    folds,
    leaves,
    seed,
  }: { classOf: Float64Array; folds: number; leaves: number; seed: number },
): ChosenPruning {
  const all = penalties(root);
  const allowed = all.filter((penalty) => leavesOf(prune(root, penalty)) <= leaves);
  const tried = allowed.map((penalty, i) => Math.sqrt(penalty * (allowed[i + 1] ?? penalty)));
  const losses = tried.map(() => [] as number[]);
  const naive: number[] = [];
  for (const { train, test } of innerFolds(classOf, { folds, seed })) {
    const tree = growDecision(input, train);
    // Errors are sums over rows: fewer rows have less to save.
    const scale = train.length / classOf.length;
    naive.push(lossOf(input, { ...tree, split: null }, test));
    tried.forEach((penalty, i) => {
      losses[i]!.push(lossOf(input, prune(tree, penalty * scale), test));
    });
  }
  const means = losses.map(meanOf);
  let best = 0;
  for (let i = 1; i < means.length; i++) if (means[i]! <= means[best]!) best = i;
  const error = standardErrorOf(losses[best]!);
  let chosen = best;
  while (chosen + 1 < means.length && means[chosen + 1]! <= means[best]! + error) chosen++;
  const gains = losses[chosen]!.map((loss, fold) => loss - naive[fold]!);
  return {
    penalty: allowed[chosen]!,
    loss: means[chosen]!,
    naive: meanOf(naive),
    standardError: standardErrorOf(gains),
    folds,
  };
}

function lossOf(input: DecisionInput, tree: DecisionNode, rows: Int32Array): number {
  const { binned, outputs, count, weights } = input;
  let sum = 0;
  let total = 0;
  for (const row of rows) {
    let node = tree;
    while (node.split !== null) {
      node = sideOfRows(binned, node.split)(row) ? node.split.left : node.split.right;
    }
    const weight = weights === null ? 1 : weights[row]!;
    for (let k = 0; k < count; k++) {
      sum += weight * square(outputs[k * binned.rows + row]! - node.values[k]!);
    }
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function standardErrorOf(values: readonly number[]): number {
  const centre = meanOf(values);
  const n = values.length;
  if (n < 2) return 0;
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  return Math.sqrt(squares / (n - 1) / n);
}
