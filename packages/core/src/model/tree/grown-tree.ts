import type { BinnedColumns } from "./bin-columns.js";

/** A tree over bins. Nodes by number, the root first; children of a node stand side by side. */
export interface GrownTree {
  /** Position of the feature that parts the node; -1 of a leaf. */
  readonly feature: Int32Array;
  /** Last bin that goes left, of numbers. */
  readonly bin: Int32Array;
  /** 1 for each bin that goes left, of categories. */
  readonly categories: (Uint8Array | null)[];
  readonly isMissingLeft: Uint8Array;
  /** Left child; the right one is the next. 0 of a leaf. */
  readonly child: Int32Array;
  /** What rows of the node get, had the tree ended there; what they do get at a leaf. */
  readonly value: Float64Array;
  /** Rows that came by, weighted. */
  readonly cover: Float64Array;
  readonly gain: Float64Array;
  nodes: number;
}

/** Room for so many nodes. */
export function emptyTree(nodes: number): GrownTree {
  return {
    feature: new Int32Array(nodes).fill(-1),
    bin: new Int32Array(nodes),
    categories: new Array<Uint8Array | null>(nodes).fill(null),
    isMissingLeft: new Uint8Array(nodes),
    child: new Int32Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
    gain: new Float64Array(nodes),
    nodes: 0,
  };
}

/** The leaf that a row of the binned columns comes to. */
export function leafOf(tree: GrownTree, binned: BinnedColumns, row: number): number {
  const { feature, bin, categories, isMissingLeft, child } = tree;
  const { bins, binCounts, rows } = binned;
  let node = 0;
  for (let f = feature[0]!; f >= 0; f = feature[node]!) {
    const at = bins[f * rows + row]!;
    const set = categories[node]!;
    const goesLeft =
      at === binCounts[f]
        ? isMissingLeft[node] === 1
        : set === null
          ? at <= bin[node]!
          : set[at] === 1;
    node = goesLeft ? child[node]! : child[node]! + 1;
  }
  return node;
}
