import type { BinnedColumns } from "./bin-columns.js";
import type { FeatureColumn } from "./feature-column.js";
import type { GrownTree } from "./grown-tree.js";
import type { TreeNodes } from "./tree-model.js";

/**
 * A grown tree as plain data: thresholds instead of bins.
 *
 * @param share - of its values that counts, where several sums are averaged
 */
export function treeNodes(tree: GrownTree, binned: BinnedColumns, share = 1): TreeNodes {
  const { nodes } = tree;
  const categories: Record<string, number[]> = {};
  const threshold: number[] = [];
  for (let node = 0; node < nodes; node++) {
    const feature = tree.feature[node]!;
    const set = tree.categories[node];
    threshold.push(feature < 0 || set ? 0 : thresholdOf(binned, feature, tree.bin[node]!));
    if (set) {
      const count = binned.binCounts[feature]!;
      categories[node] = Array.from(set.subarray(0, count), (_, i) => i).filter(
        (i) => set[i] === 1,
      );
    }
  }
  const plain = (values: ArrayLike<number>) =>
    Array.from({ length: nodes }, (_, node) => values[node]! + 0);
  return {
    child: plain(tree.child),
    feature: Array.from({ length: nodes }, (_, node) => Math.max(0, tree.feature[node]!)),
    threshold,
    categories,
    missingLeft: Array.from({ length: nodes }, (_, node) => (tree.isMissingLeft[node] ? 1 : 0)),
    value: plain(tree.value.map((value) => value * share)),
    cover: plain(tree.cover),
    gain: plain(tree.gain),
  };
}

/** Upper end of a bin; of the last one (all values left, missing ones right) the largest number. */
function thresholdOf({ ends }: BinnedColumns, feature: number, bin: number): number {
  return ends[feature]![bin] ?? Number.MAX_VALUE;
}

/** Trees of a model laid out for many rows: one after another in flat arrays. */
export interface FlatTrees {
  /** First node of each tree. */
  readonly first: Int32Array;
  readonly child: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly isMissingLeft: Uint8Array;
  readonly value: Float64Array;
  readonly cover: Float64Array;
  /** 1 for each category that goes left, by node; null where the node parts numbers. */
  readonly categories: readonly (Uint8Array | null)[];
}

export function flatTrees(trees: readonly TreeNodes[], categories: readonly number[]): FlatTrees {
  const first = new Int32Array(trees.length + 1);
  trees.forEach(({ child }, t) => {
    first[t + 1] = first[t]! + child.length;
  });
  const nodes = first[trees.length]!;
  const flat = {
    child: new Int32Array(nodes),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    isMissingLeft: new Uint8Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
  };
  const sets: (Uint8Array | null)[] = new Array<Uint8Array | null>(nodes).fill(null);
  trees.forEach((tree, t) => {
    const from = first[t]!;
    for (let node = 0; node < tree.child.length; node++) {
      flat.child[from + node] = tree.child[node]! === 0 ? 0 : from + tree.child[node]!;
    }
    flat.feature.set(tree.feature, from);
    flat.threshold.set(tree.threshold, from);
    flat.isMissingLeft.set(tree.missingLeft, from);
    flat.value.set(tree.value, from);
    flat.cover.set(tree.cover, from);
    for (const [node, left] of Object.entries(tree.categories)) {
      const set = new Uint8Array(categories[tree.feature[Number(node)]!]!);
      for (const category of left) set[category] = 1;
      sets[from + Number(node)] = set;
    }
  });
  return { first, ...flat, categories: sets };
}

/** The child of an inner node that a value leads to. */
export function childOf(flat: FlatTrees, node: number, value: number): number {
  const set = flat.categories[node]!;
  const goesLeft = Number.isNaN(value)
    ? flat.isMissingLeft[node] === 1
    : set === null
      ? value <= flat.threshold[node]!
      : set[value] === 1;
  return goesLeft ? flat.child[node]! : flat.child[node]! + 1;
}

/** Value of the leaf that a row comes to. */
export function leafValueOf(
  flat: FlatTrees,
  tree: number,
  { columns, row }: { columns: readonly FeatureColumn[]; row: number },
): number {
  let node = flat.first[tree]!;
  while (flat.child[node]! !== 0) {
    node = childOf(flat, node, columns[flat.feature[node]!]!.values[row]!);
  }
  return flat.value[node]!;
}
