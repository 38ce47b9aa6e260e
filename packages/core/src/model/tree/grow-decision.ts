import { square } from "../../math/index.js";
import type { BinnedColumns } from "./bin-columns.js";

/** A node of a decision tree that is still growing: where it would be parted, and what that would save. */
export interface DecisionNode {
  readonly rows: Int32Array;
  readonly depth: number;
  readonly cover: number;
  /** Mean of each output. */
  readonly values: readonly number[];
  /** Sum of squared errors around the values. */
  readonly error: number;
  split: DecisionSplit | null;
}

export interface DecisionSplit {
  readonly feature: number;
  readonly bin: number;
  readonly categories: Uint8Array | null;
  readonly isMissingLeft: boolean;
  readonly gain: number;
  readonly left: DecisionNode;
  readonly right: DecisionNode;
}

/** What a decision tree is grown from: an output is the target itself, or 1 where the row is of a class. */
export interface DecisionInput {
  readonly binned: BinnedColumns;
  /** Values by output and row; output k begins at k × rows. */
  readonly outputs: Float64Array;
  readonly count: number;
  readonly weights: Float64Array | null;
  readonly depth: number;
  readonly minLeaf: number;
}

/**
 * Grows a decision tree as deep as it is allowed, each node where squared error (of shares: Gini impurity) falls most.
 *
 * @see Breiman, Friedman, Olshen and Stone, Classification and regression trees (1984)
 */
export function growDecision(input: DecisionInput, rows: Int32Array, depth = 0): DecisionNode {
  const node = nodeOf(input, rows, depth);
  if (depth >= input.depth || rows.length < 2 * input.minLeaf || !(node.error > 0)) return node;
  const best = bestSplit(input, node);
  if (best === null) return node;
  const isLeft = sideOfRows(input.binned, best);
  node.split = {
    ...best,
    left: growDecision(input, rows.filter(isLeft), depth + 1),
    right: growDecision(
      input,
      rows.filter((row) => !isLeft(row)),
      depth + 1,
    ),
  };
  return node;
}

type Cut = Omit<DecisionSplit, "left" | "right">;

/** Whether a row goes left. */
export function sideOfRows(
  { bins, binCounts, rows }: BinnedColumns,
  { feature, bin, categories, isMissingLeft }: Cut,
): (row: number) => boolean {
  return (row) => {
    const at = bins[feature * rows + row]!;
    if (at === binCounts[feature]) return isMissingLeft;
    return categories === null ? at <= bin : categories[at] === 1;
  };
}

function nodeOf(
  { outputs, count, weights, binned }: DecisionInput,
  rows: Int32Array,
  depth: number,
): DecisionNode {
  const values = new Array<number>(count).fill(0);
  let cover = 0;
  for (const row of rows) cover += weights === null ? 1 : weights[row]!;
  let error = 0;
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (const row of rows) sum += (weights?.[row] ?? 1) * outputs[k * binned.rows + row]!;
    values[k] = cover > 0 ? sum / cover : 0;
    for (const row of rows) {
      error += (weights?.[row] ?? 1) * square(outputs[k * binned.rows + row]! - values[k]!);
    }
  }
  return { rows, depth, cover, values, error, split: null };
}

/** Sums of a bin: weight, rows, and each output around the node's mean. */
function bestSplit(input: DecisionInput, node: DecisionNode): Cut | null {
  let best: Cut | null = null;
  const least = 1e-10 * node.error;
  for (let feature = 0; feature < input.binned.binCounts.length; feature++) {
    const found = bestOfFeature(input, node, feature);
    if (found !== null && found.gain > Math.max(least, best?.gain ?? 0)) best = found;
  }
  return best;
}

function bestOfFeature(input: DecisionInput, node: DecisionNode, feature: number): Cut | null {
  const { binned, count, minLeaf } = input;
  const missing = binned.binCounts[feature]!;
  const sums = binSums(input, node, feature);
  const lanes = count + 2;
  const present: number[] = [];
  for (let bin = 0; bin < missing; bin++) if (sums[bin * lanes + 1]! > 0) present.push(bin);
  const isCategory = binned.isCategory[feature]!;
  if (isCategory) {
    // In the order of the output that varies most in the node: optimal for one output.
    const lane = 2 + mostVaried(node.values);
    const mean = (bin: number) => sums[bin * lanes + lane]! / Math.max(1e-300, sums[bin * lanes]!);
    present.sort((a, b) => mean(a) - mean(b) || a - b);
  }
  const hasMissing = sums[missing * lanes + 1]! > 0;
  let best: Cut | null = null;
  for (const isMissingLeft of hasMissing ? [false, true] : [false]) {
    const left = new Float64Array(lanes);
    if (isMissingLeft) addLanes(left, sums, missing * lanes);
    const end = hasMissing && !isMissingLeft ? present.length : present.length - 1;
    for (let i = 0; i < end; i++) {
      addLanes(left, sums, present[i]! * lanes);
      const rows = left[1]!;
      if (rows < minLeaf || node.rows.length - rows < minLeaf) continue;
      const gain = gainOf(left, node.cover);
      if (!(gain > (best?.gain ?? 0))) continue;
      let categories: Uint8Array | null = null;
      if (isCategory) {
        categories = new Uint8Array(missing + 1);
        for (let j = 0; j <= i; j++) categories[present[j]!] = 1;
      }
      const goesLeft = hasMissing ? isMissingLeft : 2 * rows >= node.rows.length;
      best = { feature, bin: present[i]!, categories, isMissingLeft: goesLeft, gain };
    }
  }
  return best;
}

/** Fall of squared error: outputs are around the node's mean, so both sides sum to 0. */
function gainOf(left: Float64Array, cover: number): number {
  const weight = left[0]!;
  const other = cover - weight;
  if (!(weight > 0) || !(other > 0)) return 0;
  let squares = 0;
  for (let k = 2; k < left.length; k++) squares += left[k]! * left[k]!;
  return squares / weight + squares / other;
}

function binSums(
  { binned, outputs, count, weights }: DecisionInput,
  { rows, values }: DecisionNode,
  feature: number,
): Float64Array {
  const lanes = count + 2;
  const sums = new Float64Array((binned.binCounts[feature]! + 1) * lanes);
  for (const row of rows) {
    const at = binned.bins[feature * binned.rows + row]! * lanes;
    const weight = weights === null ? 1 : weights[row]!;
    sums[at]! += weight;
    sums[at + 1]! += 1;
    for (let k = 0; k < count; k++) {
      sums[at + 2 + k]! += weight * (outputs[k * binned.rows + row]! - values[k]!);
    }
  }
  return sums;
}

function addLanes(to: Float64Array, from: Float64Array, at: number): void {
  for (let lane = 0; lane < to.length; lane++) to[lane]! += from[at + lane]!;
}

function mostVaried(values: readonly number[]): number {
  let best = 0;
  const spread = (p: number) => p * (1 - p);
  for (let k = 1; k < values.length; k++) if (spread(values[k]!) > spread(values[best]!)) best = k;
  return best;
}
