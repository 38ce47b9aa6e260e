import type { BinnedColumns } from "./bin-columns.js";
import { type FoundSplit, findSplit, leafValue, type SplitContext } from "./find-split.js";
import { emptyTree, type GrownTree } from "./grown-tree.js";
import {
  buildHistogram,
  createDerivatives,
  type Derivatives,
  subtractHistogram,
} from "./histogram.js";

/** Limits of growth; see also the limits of a split. */
export interface GrowthLimits {
  readonly leaves: number;
  /** Most splits from the root to a leaf. */
  readonly depth: number;
}

/** Buffers that trees of one fit share. */
export interface GrowthRoom {
  /** Rows in the order of leaves: those of one leaf stand together, ascending. */
  readonly order: Int32Array;
  readonly spare: Int32Array;
  /** Derivatives in the order of `order`. */
  readonly ordered: { readonly gradients: Float64Array; readonly hessians: Float64Array };
  readonly histograms: Float64Array[];
}

/** Where the rows of a leaf stand. */
export interface LeafRows {
  readonly node: number;
  readonly from: number;
  readonly to: number;
}

interface Leaf extends LeafRows {
  readonly depth: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly lowest: number;
  readonly highest: number;
  histogram: Float64Array | null;
  split: FoundSplit | null;
}

export function createGrowthRoom(rows: number): GrowthRoom {
  return {
    order: new Int32Array(rows),
    spare: new Int32Array(rows),
    ordered: createDerivatives(rows),
    histograms: [],
  };
}

/**
 * Grows a tree leaf by leaf, each time where a split saves most.
 *
 * @param room - its `order` starts with the `rows` rows to learn from, ascending
 * @returns also where in `order` the rows of each leaf stand
 * @see Shi, Best-first decision tree learning (2007); Ke et al., LightGBM, NeurIPS (2017)
 */
export function growTree(
  room: GrowthRoom,
  {
    rows,
    context,
    growth,
    weights,
  }: {
    rows: number;
    context: SplitContext;
    growth: GrowthLimits;
    weights: Float64Array | null;
  },
): { tree: GrownTree; leaves: readonly LeafRows[] } {
  const { binned, derivatives, limits } = context;
  const tree = emptyTree(2 * growth.leaves - 1);
  const cells = 2 * binned.offsets[binned.offsets.length - 1]!;
  const take = () => room.histograms.pop() ?? new Float64Array(cells);
  const open: Leaf[] = [];
  const done: Leaf[] = [];
  const look = (leaf: Leaf): void => {
    leaf.split = findSplit(leaf.histogram!, leaf, context);
    if (leaf.split !== null) open.push(leaf);
    else finish(leaf);
  };
  const finish = (leaf: Leaf): void => {
    if (leaf.histogram !== null) room.histograms.push(leaf.histogram);
    leaf.histogram = null;
    done.push(leaf);
  };
  const root = rootOf(room, rows, derivatives);
  if (growth.leaves > 1 && growth.depth > 0 && rows >= 2 * limits.minLeaf) {
    root.histogram = take();
    buildHistogram(root.histogram, context, {
      order: room.order,
      spare: room.ordered,
      from: 0,
      to: rows,
    });
    look(root);
  } else finish(root);
  tree.nodes = 1;
  for (let leaves = 1; leaves < growth.leaves && open.length > 0; leaves++) {
    const parent = takeBest(open);
    const split = parent.split!;
    const [left, right] = partNode(room, { tree, parent, split, context });
    const smaller = left.to - left.from <= right.to - right.from ? left : right;
    const larger = smaller === left ? right : left;
    const isLast = leaves + 1 >= growth.leaves;
    const canSplit = (leaf: Leaf) =>
      !isLast && leaf.depth < growth.depth && leaf.to - leaf.from >= 2 * limits.minLeaf;
    if (canSplit(smaller) || canSplit(larger)) {
      const sums = take();
      buildHistogram(sums, context, {
        order: room.order,
        spare: room.ordered,
        from: smaller.from,
        to: smaller.to,
      });
      larger.histogram = parent.histogram!;
      subtractHistogram(larger.histogram, sums);
      smaller.histogram = sums;
    } else room.histograms.push(parent.histogram!);
    parent.histogram = null;
    for (const leaf of [left, right]) {
      if (canSplit(leaf)) look(leaf);
      else finish(leaf);
    }
  }
  for (const leaf of open) finish(leaf);
  for (const leaf of done) {
    setCover(tree, leaf, { order: room.order, weights });
  }
  for (let node = tree.nodes - 1; node >= 0; node--) {
    const child = tree.child[node]!;
    if (child > 0) tree.cover[node] = tree.cover[child]! + tree.cover[child + 1]!;
  }
  return { tree, leaves: done };
}

/** The leaf whose split saves most, the one that was found first at a tie; taken out of the list. */
function takeBest(open: Leaf[]): Leaf {
  let best = 0;
  for (let i = 1; i < open.length; i++) {
    if (open[i]!.split!.gain > open[best]!.split!.gain) best = i;
  }
  return open.splice(best, 1)[0]!;
}

function rootOf({ order }: GrowthRoom, rows: number, derivatives: Derivatives): Leaf {
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < rows; i++) {
    gradient += derivatives.gradients[order[i]!]!;
    hessian += derivatives.hessians[order[i]!]!;
  }
  const limits = { lowest: -Infinity, highest: Infinity, histogram: null, split: null };
  return { node: 0, from: 0, to: rows, depth: 0, gradient, hessian, ...limits };
}

/** Writes the split into the tree, puts the rows of each side together, and gives the two new leaves. */
function partNode(
  room: GrowthRoom,
  {
    tree,
    parent,
    split,
    context,
  }: { tree: GrownTree; parent: Leaf; split: FoundSplit; context: SplitContext },
): [Leaf, Leaf] {
  const { binned, derivatives, limits } = context;
  const { node, from, to } = parent;
  const { feature } = split;
  const middle = partRows(room, { binned, from, to, split });
  const missingCells = binned.missing[feature]! > 0;
  // Where the node held no missing value, a later one goes with the majority.
  const isMajorityLeft = middle - from >= to - middle;
  const hasMissing =
    missingCells &&
    parent.histogram![2 * (binned.offsets[feature]! + binned.binCounts[feature]!) + 1]! > 0;
  const child = tree.nodes;
  tree.nodes += 2;
  tree.feature[node] = feature;
  tree.bin[node] = split.bin;
  tree.categories[node] = split.categories;
  tree.isMissingLeft[node] = (hasMissing ? split.isMissingLeft : isMajorityLeft) ? 1 : 0;
  tree.child[node] = child;
  tree.gain[node] = split.gain;
  const sums = {
    left: { gradient: split.leftGradient, hessian: split.leftHessian },
    right: {
      gradient: parent.gradient - split.leftGradient,
      hessian: parent.hessian - split.leftHessian,
    },
  };
  const direction = limits.monotone[feature]!;
  const [lowest, highest] = [parent.lowest, parent.highest];
  let border = 0;
  if (direction !== 0) {
    const value = (side: { gradient: number; hessian: number }) =>
      leafValue(plainSums(side, derivatives), { l2: limits.l2, lowest, highest });
    border = (value(sums.left) + value(sums.right)) / 2;
  }
  const depth = parent.depth + 1;
  const leaf = (side: "left" | "right"): Leaf => ({
    node: side === "left" ? child : child + 1,
    from: side === "left" ? from : middle,
    to: side === "left" ? middle : to,
    depth,
    ...sums[side],
    lowest: direction === (side === "left" ? -1 : 1) ? border : lowest,
    highest: direction === (side === "left" ? 1 : -1) ? border : highest,
    histogram: null,
    split: null,
  });
  const leaves: [Leaf, Leaf] = [leaf("left"), leaf("right")];
  for (const side of leaves) {
    tree.value[side.node] = leafValue(plainSums(side, derivatives), { ...side, l2: limits.l2 });
  }
  return leaves;
}

/** Sums as they are, without the count of rows in them. */
export function plainSums(
  { gradient, hessian }: { gradient: number; hessian: number },
  { gradientUnit, hessianUnit, perRow }: Derivatives,
): { gradient: number; hessian: number } {
  const rows = Math.floor(hessian / perRow);
  return { gradient: gradient * gradientUnit, hessian: (hessian - rows * perRow) * hessianUnit };
}

/** Puts the rows that go left before the others, each in their order; returns where the others begin. */
function partRows(
  { order, spare }: GrowthRoom,
  {
    binned,
    from,
    to,
    split,
  }: { binned: BinnedColumns; from: number; to: number; split: FoundSplit },
): number {
  const { bins, binCounts } = binned;
  const first = split.feature * binned.rows;
  const missing = binCounts[split.feature]!;
  const { bin, categories } = split;
  const goesLeft = new Uint8Array(missing + 1);
  for (let at = 0; at < missing; at++) {
    goesLeft[at] = categories === null ? Number(at <= bin) : categories[at]!;
  }
  goesLeft[missing] = Number(split.isMissingLeft);
  let left = from;
  let right = 0;
  // Without a branch, which no processor could foresee: each row is written to both sides and counted on one.
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const side = goesLeft[bins[first + row]!]!;
    order[left] = row;
    spare[right] = row;
    left += side;
    right += 1 - side;
  }
  for (let i = 0; i < right; i++) order[left + i] = spare[i]!;
  return left;
}

function setCover(
  tree: GrownTree,
  { node, from, to }: Leaf,
  { order, weights }: { order: Int32Array; weights: Float64Array | null },
): void {
  if (weights === null) {
    tree.cover[node] = to - from;
    return;
  }
  let cover = 0;
  for (let i = from; i < to; i++) cover += weights[order[i]!]!;
  tree.cover[node] = cover;
}
