import * as z from "zod";

/** What trees of both kinds hold of their nodes, as columns, the root first. A node without child is a leaf. */
export const NODE_COLUMNS = {
  child: z
    .array(z.int().nonnegative())
    .min(1)
    .meta({ description: "Left child; the right one is the next; 0 of a leaf" }),
  feature: z
    .array(z.int().nonnegative())
    .meta({ description: "Position in features; 0 of a leaf" }),
  threshold: z.array(z.number()).meta({ description: "Of numbers: at most this goes left" }),
  categories: z
    .record(z.string(), z.array(z.int().nonnegative()))
    .meta({ description: "By node that parts categories: those that go left" }),
  missingLeft: z.array(z.union([z.literal(0), z.literal(1)])),
  cover: z.array(z.number().nonnegative()).meta({ description: "Rows learnt from, weighted" }),
  gain: z.array(z.number().nonnegative()).meta({ description: "Loss saved by the split" }),
};

interface Nodes {
  readonly child: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly missingLeft: readonly number[];
  readonly cover: readonly number[];
  readonly gain: readonly number[];
}

/** Whether the columns tell of the same nodes, and every child stands behind its parent and within the tree. */
export function isTree(nodes: Nodes, values: readonly unknown[]): boolean {
  const { child, feature, threshold, missingLeft, cover, gain } = nodes;
  return (
    [feature, threshold, missingLeft, cover, gain, values].every(
      ({ length }) => length === child.length,
    ) && child.every((left, node) => left === 0 || (left > node && left + 1 < child.length))
  );
}

export const NO_TREE = "expected columns of one length, and children behind their parents";
