import { CoreError } from "../../error.js";
import type { DecisionTree } from "./decision-tree-model.js";
import { conditionText, leafRules, ruleText, shortNumber, sideOf, type TreeRule } from "./rule.js";
import type { TreeModel, TreeNodes } from "./tree-model.js";

/**
 * The rules of one tree, one for each leaf, the left ones first. Of boosted trees `value` is what the tree adds to the
 * score; of a decision tree it is what the tree foretells (of more than two classes the probability of the likeliest).
 *
 * @param options.tree - which tree of a sum, from 0; the first unless told
 * @throws CoreError `out_of_range` for a tree that the model does not have
 */
export function rulesOf(
  model: TreeModel | DecisionTree,
  { tree = 0 }: { tree?: number } = {},
): TreeRule[] {
  const nodes = nodesOf(model, tree);
  const all = nodes.cover[0]!;
  return leafRules(nodes, model.features).map(({ leaf, conditions }) => ({
    conditions,
    text: ruleText(conditions, model.features),
    value: valueAt(model, nodes, leaf),
    cover: nodes.cover[leaf]!,
    share: all > 0 ? nodes.cover[leaf]! / all : 0,
  }));
}

/**
 * One tree as indented lines: what each split asks, and what the leaves give.
 *
 * @param options.tree - which tree of a sum, from 0; the first unless told
 * @throws CoreError `out_of_range` for a tree that the model does not have
 */
export function describeTree(
  model: TreeModel | DecisionTree,
  { tree = 0 }: { tree?: number } = {},
): string {
  const nodes = nodesOf(model, tree);
  const lines: string[] = [];
  const visit = (node: number, indent: string): void => {
    const child = nodes.child[node]!;
    if (child === 0) {
      lines.push(`${indent}${leafText(model, nodes, node)}`);
      return;
    }
    for (const side of ["left", "right"] as const) {
      const condition = sideOf(nodes, { node, side, features: model.features });
      lines.push(`${indent}${conditionText(condition, model.features)}:`);
      visit(side === "left" ? child : child + 1, `${indent}  `);
    }
  };
  visit(0, "");
  return lines.join("\n");
}

type Nodes = Omit<TreeNodes, "value">;

function nodesOf(model: TreeModel | DecisionTree, tree: number): Nodes {
  const nodes = model.kind === "trees" ? model.trees[tree] : tree === 0 ? model.nodes : undefined;
  if (nodes === undefined) {
    const count = model.kind === "trees" ? model.trees.length : 1;
    throw new CoreError("out_of_range", `tree ${tree}, found ${count} tree(s), counted from 0`);
  }
  return nodes;
}

function valueAt(model: TreeModel | DecisionTree, nodes: Nodes, leaf: number): number {
  if (model.kind === "trees") return (nodes as TreeNodes).value[leaf]!;
  const values = model.nodes.values[leaf]!;
  return values.length === 1 ? values[0]! : Math.max(...values);
}

function leafText(model: TreeModel | DecisionTree, nodes: Nodes, leaf: number): string {
  const rows = `${shortNumber(nodes.cover[leaf]!)} rows`;
  if (model.kind === "trees") {
    const value = (nodes as TreeNodes).value[leaf]!;
    return `${value < 0 ? "" : "+"}${shortNumber(value)} (${rows})`;
  }
  const values = model.nodes.values[leaf]!;
  const percent = (p: number) => `${shortNumber(100 * p)} %`;
  if (model.task === "regression") return `${model.target} ${shortNumber(values[0]!)} (${rows})`;
  if (model.event !== null) return `${model.event} ${percent(values[0]!)} (${rows})`;
  const likeliest = values.indexOf(Math.max(...values));
  return `${model.classes[likeliest]} ${percent(values[likeliest]!)} (${rows})`;
}
