import type { TreeFeature, TreeNodes } from "./tree-model.js";

/** What a rule asks of one feature. */
export interface RuleCondition {
  readonly feature: string;
  /** Of numbers: above this, and at most that; null where there is no such end. */
  readonly above: number | null;
  readonly atMost: number | null;
  /** Of categories and true/false: one of these; null of numbers. */
  readonly oneOf: readonly string[] | null;
  /** Whether a missing value fulfils it. */
  readonly orMissing: boolean;
}

/** A way from the root of a tree to a leaf, as a rule. */
export interface TreeRule {
  readonly conditions: readonly RuleCondition[];
  /** The rule in words: "day_minutes > 264.4 min and international_plan is yes". */
  readonly text: string;
  /** What rows of the leaf get: of boosted trees the addition to the score. */
  readonly value: number;
  /** Rows learnt from that fulfil the rule, weighted, and their share of all. */
  readonly cover: number;
  readonly share: number;
}

type Known = Pick<
  TreeNodes,
  "child" | "feature" | "threshold" | "categories" | "missingLeft" | "cover"
>;

/** The conditions of each leaf, with the leaf's number; conditions on one feature are taken together. */
export function leafRules(
  tree: Known,
  features: readonly TreeFeature[],
): { leaf: number; conditions: RuleCondition[] }[] {
  const found: { leaf: number; conditions: RuleCondition[] }[] = [];
  const visit = (node: number, conditions: readonly RuleCondition[]): void => {
    const child = tree.child[node]!;
    if (child === 0) {
      found.push({ leaf: node, conditions: [...conditions] });
      return;
    }
    for (const side of ["left", "right"] as const) {
      const condition = sideOf(tree, { node, side, features });
      visit(side === "left" ? child : child + 1, merge(conditions, condition));
    }
  };
  visit(0, []);
  return found;
}

/** What a side of a split asks. */
export function sideOf(
  tree: Known,
  {
    node,
    side,
    features,
  }: { node: number; side: "left" | "right"; features: readonly TreeFeature[] },
): RuleCondition {
  const feature = features[tree.feature[node]!]!;
  const isLeft = side === "left";
  const orMissing = (tree.missingLeft[node] === 1) === isLeft;
  const threshold = tree.threshold[node]!;
  const numbers = {
    feature: feature.name,
    above: isLeft ? null : threshold,
    atMost: isLeft ? threshold : null,
    oneOf: null,
    orMissing,
  };
  const left = tree.categories[node];
  if (feature.kind === "number") return numbers;
  if (feature.kind === "boolean") {
    const oneOf = ["false", "true"].filter((_, value) => value <= threshold === isLeft);
    return { ...numbers, above: null, atMost: null, oneOf };
  }
  const oneOf = feature.categories.filter((_, i) => (left ?? []).includes(i) === isLeft);
  return { ...numbers, above: null, atMost: null, oneOf };
}

function merge(conditions: readonly RuleCondition[], next: RuleCondition): RuleCondition[] {
  const same = conditions.find(({ feature }) => feature === next.feature);
  if (same === undefined) return [...conditions, next];
  const merged: RuleCondition = {
    feature: next.feature,
    above: most(same.above, next.above),
    atMost: least(same.atMost, next.atMost),
    oneOf:
      same.oneOf === null || next.oneOf === null
        ? next.oneOf
        : same.oneOf.filter((name) => next.oneOf!.includes(name)),
    orMissing: same.orMissing && next.orMissing,
  };
  return conditions.map((condition) => (condition === same ? merged : condition));
}

const most = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
const least = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** Conditions in words; "always" where there are none. */
export function ruleText(
  conditions: readonly RuleCondition[],
  features: readonly TreeFeature[],
): string {
  if (conditions.length === 0) return "always";
  return conditions.map((condition) => conditionText(condition, features)).join(" and ");
}

/** Categories that are named before the others are only counted. */
const NAMED = 6;

/** A condition in words. */
export function conditionText(
  { feature, above, atMost, oneOf, orMissing }: RuleCondition,
  features: readonly TreeFeature[],
): string {
  const known = features.find(({ name }) => name === feature);
  const unit = known?.unit ?? "";
  const size = (value: number) => `${shortNumber(value)}${unit === "" ? "" : ` ${unit}`}`;
  // Where no value was missing, "or missing" would tell nothing.
  const missing = orMissing && known?.missing !== 0 ? " or missing" : "";
  if (oneOf !== null) {
    if (oneOf.length === 0)
      return orMissing ? `${feature} is missing` : `${feature} is none of those known`;
    const named = oneOf.slice(0, NAMED).join(", ");
    const more = oneOf.length > NAMED ? ` or ${oneOf.length - NAMED} more` : "";
    return `${feature} is ${named}${more}${missing}`;
  }
  if (above === Number.MAX_VALUE) return `${feature} is missing`;
  if (atMost === Number.MAX_VALUE && above === null) return `${feature} is known${missing}`;
  if (above !== null && atMost !== null)
    return `${feature} is above ${size(above)} and at most ${size(atMost)}${missing}`;
  if (above !== null) return `${feature} > ${size(above)}${missing}`;
  return `${feature} <= ${size(atMost!)}${missing}`;
}

/** A number with as many of its first six digits as say something. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}
