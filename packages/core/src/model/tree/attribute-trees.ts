import type { FeatureColumn } from "./feature-column.js";
import type { FeatureRow } from "./feature-row.js";
import { modelColumns, treeScores } from "./predict-trees.js";
import type { TreeModel } from "./tree-model.js";
import { childOf, type FlatTrees, flatTrees } from "./tree-nodes.js";

/** What each feature added to the score of a row. */
export interface TreeAttribution {
  /** The class whose score it is; the event of two classes, the target of a regression. */
  readonly output: string;
  /** Mean score over the rows learnt from, as the trees count them. */
  readonly base: number;
  /** Score of the row: log odds, utility, log of the mean, or the value itself. */
  readonly score: number;
  /** Score - base, shared out by feature; the shares sum to it. */
  readonly attributions: Readonly<Record<string, number>>;
}

/**
 * Shapley values of the features by row and output: exact, with the cover of the trees for what is not known.
 *
 * @remarks Says what the model did with a row, not what would happen if the feature were changed.
 * @returns by row, one for each output (a regression and two classes have one)
 * @throws CoreError as `predictTrees`
 * @see Lundberg, Erion and Lee, Consistent individualized feature attribution for tree ensembles (2018), algorithm 2
 */
export function attributeTrees(model: TreeModel, rows: readonly FeatureRow[]): TreeAttribution[][] {
  const columns = modelColumns(model, rows);
  const flat = flatTrees(
    model.trees,
    model.features.map(({ categories }) => categories.length),
  );
  const outputs = model.base.length;
  const scores = treeScores(model, rows);
  const names = outputs === 1 ? [model.event ?? model.target] : model.classes;
  const expected = [...model.base];
  const depth = model.trees.map((_, tree) => {
    const below = describeBelow(flat, flat.first[tree]!);
    expected[tree % outputs] = expected[tree % outputs]! + below.mean;
    return below.depth;
  });
  const room = createPathRoom(depth.reduce((most, each) => Math.max(most, each), 0));
  const values = new Float64Array(outputs * columns.length);
  return rows.map((_, row) => {
    values.fill(0);
    for (let tree = 0; tree < model.trees.length; tree++) {
      const to = (tree % outputs) * columns.length;
      attributeTree({ flat, columns, row, room, values, to }, flat.first[tree]!);
    }
    return names.map((output, k) => ({
      output,
      base: expected[k]!,
      score: scores[row]![k]!,
      attributions: Object.fromEntries(
        columns.map(({ name }, f) => [name, values[k * columns.length + f]! + 0]),
      ),
    }));
  });
}

/** Mean value of the leaves below a node, by cover, and how deep they are. */
function describeBelow(flat: FlatTrees, node: number): { mean: number; depth: number } {
  const child = flat.child[node]!;
  if (child === 0) return { mean: flat.value[node]!, depth: 0 };
  const left = describeBelow(flat, child);
  const right = describeBelow(flat, child + 1);
  const cover = flat.cover[node]!;
  const share = cover > 0 ? flat.cover[child]! / cover : 0.5;
  return {
    mean: share * left.mean + (1 - share) * right.mean,
    depth: 1 + Math.max(left.depth, right.depth),
  };
}

/**
 * Features on the way from the root: share of the ways that pass without the feature, whether the row passes with it,
 * and the weight of subsets by size. A level of the tree has a stretch of its own.
 */
interface PathRoom {
  readonly width: number;
  readonly feature: Int32Array;
  readonly without: Float64Array;
  readonly having: Float64Array;
  readonly weight: Float64Array;
}

function createPathRoom(depth: number): PathRoom {
  const width = depth + 2;
  const cells = width * (depth + 2);
  return {
    width,
    feature: new Int32Array(cells),
    without: new Float64Array(cells),
    having: new Float64Array(cells),
    weight: new Float64Array(cells),
  };
}

interface Attributing {
  readonly flat: FlatTrees;
  readonly columns: readonly FeatureColumn[];
  readonly row: number;
  readonly room: PathRoom;
  readonly values: Float64Array;
  /** Where the output's features begin in `values`. */
  readonly to: number;
}

function attributeTree(at: Attributing, root: number): void {
  visit(at, root, 0, 0, 1, 1, -1);
}

/**
 * @param length - features on the way so far, the root's empty one counted
 * @param without - share of the parent's cover that comes here
 * @param having - 1 where the row itself comes here from the parent, else 0
 * @param feature - that parted the parent
 */
function visit(
  at: Attributing,
  node: number,
  level: number,
  length: number,
  without: number,
  having: number,
  feature: number,
): void {
  const { flat, columns, row, room, values, to } = at;
  const from = level * room.width;
  if (level > 0) {
    const before = from - room.width;
    for (let i = 0; i < length; i++) {
      room.feature[from + i] = room.feature[before + i]!;
      room.without[from + i] = room.without[before + i]!;
      room.having[from + i] = room.having[before + i]!;
      room.weight[from + i] = room.weight[before + i]!;
    }
  }
  extend(room, from, length, without, having, feature);
  const last = length;
  const child = flat.child[node]!;
  if (child === 0) {
    for (let i = 1; i <= last; i++) {
      const weight = weightWithout(room, from, last, i);
      const share = weight * (room.having[from + i]! - room.without[from + i]!);
      values[to + room.feature[from + i]!]! += share * flat.value[node]!;
    }
    return;
  }
  const split = flat.feature[node]!;
  const hot = childOf(flat, node, columns[split]!.values[row]!);
  const cold = hot === child ? child + 1 : child;
  const cover = flat.cover[node]!;
  const hotShare = cover > 0 ? flat.cover[hot]! / cover : 0.5;
  let hadWithout = 1;
  let had = 1;
  let end = last;
  for (let i = 1; i <= last; i++) {
    if (room.feature[from + i] !== split) continue;
    hadWithout = room.without[from + i]!;
    had = room.having[from + i]!;
    unwind(room, from, last, i);
    end--;
    break;
  }
  const hotWithout = hadWithout * hotShare;
  const coldWithout = hadWithout * (1 - hotShare);
  // Where neither the row nor any row learnt from comes there is nothing to share out.
  if (had > 0 || hotWithout > 0) visit(at, hot, level + 1, end + 1, hotWithout, had, split);
  if (coldWithout > 0) visit(at, cold, level + 1, end + 1, coldWithout, 0, split);
}

/** Puts a feature at the end of the way; weights then count subsets that may hold it. */
function extend(
  { feature: features, without: withouts, having: havings, weight }: PathRoom,
  from: number,
  length: number,
  without: number,
  having: number,
  feature: number,
): void {
  features[from + length] = feature;
  withouts[from + length] = without;
  havings[from + length] = having;
  weight[from + length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    weight[from + i + 1]! += (having * weight[from + i]! * (i + 1)) / (length + 1);
    weight[from + i] = (without * weight[from + i]! * (length - i)) / (length + 1);
  }
}

/** Takes a feature out of the way again. */
function unwind(room: PathRoom, from: number, last: number, which: number): void {
  const { feature, without, having, weight } = room;
  const one = having[from + which]!;
  const zero = without[from + which]!;
  let next = weight[from + last]!;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const kept = weight[from + i]!;
      weight[from + i] = (next * (last + 1)) / ((i + 1) * one);
      next = kept - (weight[from + i]! * zero * (last - i)) / (last + 1);
    } else weight[from + i] = (weight[from + i]! * (last + 1)) / (zero * (last - i));
  }
  for (let i = which; i < last; i++) {
    feature[from + i] = feature[from + i + 1]!;
    without[from + i] = without[from + i + 1]!;
    having[from + i] = having[from + i + 1]!;
  }
}

/** Sum of the weights, had a feature been taken out. */
function weightWithout(room: PathRoom, from: number, last: number, which: number): number {
  const one = room.having[from + which]!;
  const zero = room.without[from + which]!;
  let next = room.weight[from + last]!;
  let total = 0;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const kept = (next * (last + 1)) / ((i + 1) * one);
      total += kept;
      next = room.weight[from + i]! - (kept * zero * (last - i)) / (last + 1);
    } else total += (room.weight[from + i]! * (last + 1)) / (zero * (last - i));
  }
  return total;
}
