import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { type BinnedColumns, binColumns } from "./bin-columns.js";
import type { DecisionNodes, DecisionTree } from "./decision-tree-model.js";
import { readColumn, readColumns } from "./feature-column.js";
import type { FeatureRow } from "./feature-row.js";
import { type DecisionNode, growDecision } from "./grow-decision.js";
import { choosePruning, leavesOf, prune } from "./prune-decision.js";
import { childOf, flatTrees } from "./tree-nodes.js";
import { readTarget, readWeights, type TreeTarget } from "./tree-target.js";

/** What a decision tree is fitted to, and how small it stays. */
export interface DecisionTreeOptions extends FitOptions {
  readonly target: string;
  readonly features: readonly string[];
  readonly task?: "classification" | "regression";
  readonly event?: string;
  readonly weights?: string;
  readonly units?: Readonly<Record<string, string>>;
  /** Most splits from the root to a leaf; 4 unless told. */
  readonly depth?: number;
  /** Most leaves; 12 unless told. */
  readonly leaves?: number;
  /** Fewest rows of a leaf; a hundredth of the rows unless told, at least 5. */
  readonly minLeaf?: number;
  /** Folds of the cross-validation that cuts the tree back; 10 unless told. */
  readonly folds?: number;
}

/**
 * Fits one small tree that people can read; see `rulesOf` and `describeTree`. What boosted trees foretell better, it
 * says in a few rules.
 *
 * @throws CoreError as `fitTrees`
 * @see Breiman, Friedman, Olshen and Stone, Classification and regression trees (1984)
 */
export function fitTree(rows: readonly FeatureRow[], options: DecisionTreeOptions): DecisionTree {
  const { target: name, features, depth = 4, leaves = 12, seed = 0, onProgress } = options;
  const minLeaf = options.minLeaf ?? Math.max(5, Math.ceil(rows.length / 100));
  checkLimits({ depth, leaves, minLeaf, folds: options.folds ?? 10 });
  if (features.includes(name)) {
    throw new CoreError("invalid_input", `the target ${name} is among the features`);
  }
  onProgress?.({ stage: "columns", done: 0 });
  const target = readTarget(rows, options);
  if (rows.length < 2) throw new CoreError("too_few_rows", "found 1 row, expected two or more");
  const columns = readColumns(rows, features);
  const binned = binColumns(columns);
  const outputs = outputsOf(target);
  const input = {
    binned,
    outputs,
    count: outputs.length / rows.length,
    weights: options.weights === undefined ? null : readWeights(rows, options.weights),
    depth,
    minLeaf,
  };
  const whole = growDecision(
    input,
    Int32Array.from(rows, (_, i) => i),
  );
  onProgress?.({ stage: "pruning", done: 0.2 });
  const folds = Math.min(rows.length, options.folds ?? 10);
  const { penalty, ...heldOut } = choosePruning(input, whole, {
    classOf: target.values,
    folds,
    leaves,
    seed,
  });
  const tree = prune(whole, penalty);
  return {
    kind: "decision-tree",
    version: 1,
    task: target.task,
    target: name,
    classes: [...target.classes],
    event: target.event,
    features: columns.map((column, f) => ({
      name: column.name,
      kind: column.kind,
      categories: [...column.categories],
      unit: options.units?.[column.name] ?? "",
      missing: binned.missing[f]!,
      monotone: 0,
    })),
    nodes: decisionNodes(tree, binned),
    heldOut,
    rows: rows.length,
    method: `CART, at most ${depth} levels and ${leaves} leaves of ${minLeaf} rows or more, cut back by ${folds}-fold cross-validation within one standard error`,
    weaknesses: weaknesses(tree, heldOut),
  };
}

/**
 * What the leaf of each row says: of two classes the probability of the event; of more, one of each class by name; of
 * a regression the mean.
 *
 * @throws CoreError as `predictTrees`
 */
export function predictTree(
  model: DecisionTree,
  rows: readonly FeatureRow[],
): number[] | Record<string, number>[] {
  const columns = model.features.map((feature) => readColumn(rows, feature));
  const value = model.nodes.cover.map(() => 0);
  const { values, ...nodes } = model.nodes;
  const flat = flatTrees(
    [{ ...nodes, value }],
    model.features.map(({ categories }) => categories.length),
  );
  const leaves = rows.map((_, row) => {
    let node = 0;
    while (flat.child[node]! !== 0) {
      node = childOf(flat, node, columns[flat.feature[node]!]!.values[row]!);
    }
    return values[node]!;
  });
  if (model.task === "regression" || model.event !== null) return leaves.map(([first]) => first!);
  return leaves.map((shares) =>
    Object.fromEntries(model.classes.map((name, k) => [name, shares[k]!])),
  );
}

function outputsOf({ values, classes, event }: TreeTarget): Float64Array {
  if (event !== null || classes.length === 0) return values;
  const outputs = new Float64Array(classes.length * values.length);
  values.forEach((position, row) => {
    outputs[position * values.length + row] = 1;
  });
  return outputs;
}

/** Nodes in the order in which they are met level by level, children side by side. */
function decisionNodes(root: DecisionNode, { ends, binCounts }: BinnedColumns): DecisionNodes {
  const queue: DecisionNode[] = [root];
  const nodes: DecisionNodes = {
    child: [],
    feature: [],
    threshold: [],
    categories: {},
    missingLeft: [],
    values: [],
    cover: [],
    gain: [],
  };
  for (let i = 0; i < queue.length; i++) {
    const { split, values, cover } = queue[i]!;
    nodes.child.push(split === null ? 0 : queue.length);
    nodes.feature.push(split?.feature ?? 0);
    const isNumber = split !== null && split.categories === null;
    nodes.threshold.push(isNumber ? (ends[split.feature]![split.bin] ?? Number.MAX_VALUE) : 0);
    nodes.missingLeft.push(split?.isMissingLeft ? 1 : 0);
    nodes.values.push([...values]);
    nodes.cover.push(cover);
    nodes.gain.push(split?.gain ?? 0);
    if (split === null) continue;
    if (split.categories !== null) {
      const set = split.categories.subarray(0, binCounts[split.feature]);
      nodes.categories[i] = Array.from(set, (_, at) => at).filter((at) => set[at] === 1);
    }
    queue.push(split.left, split.right);
  }
  return nodes;
}

function weaknesses(tree: DecisionNode, { loss, naive }: DecisionTree["heldOut"]): Reason[] {
  if (tree.split === null)
    return [{ code: "nothing_to_split", values: { leaves: leavesOf(tree) } }];
  return loss < naive ? [] : [{ code: "no_better_than_constant", values: { loss, naive } }];
}

function checkLimits(limits: Readonly<Record<string, number>>): void {
  const least: Record<string, number> = { depth: 1, leaves: 2, minLeaf: 1, folds: 2 };
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= least[name]!)) {
      throw new CoreError("out_of_range", `${name} ${value}, expected ${least[name]} or more`);
    }
  }
}
