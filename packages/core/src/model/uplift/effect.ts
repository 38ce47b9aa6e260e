import { logistic } from "../../math/index.js";
import type { Design } from "../propensity/design.js";
import { linearScore, ridgeLinear, ridgeLogit } from "../propensity/ridge.js";
import type { BinnedColumns } from "../tree/bin-columns.js";
import { type BoostSettings, createBooster } from "../tree/booster.js";
import type { FeatureColumn } from "../tree/feature-column.js";
import { logisticLoss, squaredError } from "../tree/objective.js";
import { flatTrees, leafValueOf, treeNodes } from "../tree/tree-nodes.js";
import type { UpliftEffect } from "./uplift-model.js";

/** One arm and control, ready for learning. */
export interface ArmData {
  readonly design: Design;
  readonly columns: readonly FeatureColumn[];
  readonly binned: BinnedColumns;
  readonly outcome: Float64Array;
  readonly isEvent: boolean;
  /** 1 where treated; rows of other arms are in no list of rows. */
  readonly treated: Uint8Array;
  /** Probability of being treated among both. */
  readonly propensity: Float64Array;
  readonly seed: number;
}

/** Ridge penalty: as of one row that knows nothing for each coefficient. */
const L2 = 1;
/** Rounds of trees that learn outcomes, or effects: shallow and slow, as effects are small beside noise. */
const ROUNDS = 60;

function settingsFor(rows: number): BoostSettings {
  const minLeaf = Math.max(10, Math.floor(rows / 100));
  const shape = { learningRate: 0.05, leaves: 4, depth: 3, minLeaf, l2: 10 };
  return { ...shape, rowShare: 0.5, featureShare: 0.7 };
}

/** Coefficients of the outcome on the design. */
export function fitLinear(
  { design, isEvent }: Pick<ArmData, "design" | "isEvent">,
  { y, rows, asEvent = isEvent }: { y: Float64Array; rows: Int32Array; asEvent?: boolean },
): Float64Array {
  const input = { design, y, rows, l2: L2 };
  return (asEvent ? ridgeLogit(input) : ridgeLinear(input)).coefficients;
}

interface GrownEffect {
  readonly base: number;
  readonly trees: Extract<UpliftEffect, { kind: "trees" }>["trees"]["trees"];
}

function growTrees(
  { binned, isEvent, seed }: ArmData,
  { y, rows, asEvent = isEvent }: { y: Float64Array; rows: Int32Array; asEvent?: boolean },
): GrownEffect {
  const booster = createBooster(
    {
      binned,
      target: y,
      weights: null,
      objective: asEvent ? logisticLoss : squaredError,
      monotone: new Int8Array(binned.binCounts.length),
    },
    { settings: settingsFor(rows.length), train: rows, seed },
  );
  for (let round = 0; round < ROUNDS; round++) booster.grow();
  const trees = booster.rounds.flatMap((round) => round.map((tree) => treeNodes(tree, binned)));
  return { base: booster.base[0]! + 0, trees };
}

/** Ways to learn an effect, the simplest first: outcomes of both arms apart, or scores of the effect at once. */
export const METHODS = [
  "two-model-linear",
  "dr-linear",
  "transformed-linear",
  "two-model-trees",
  "dr-trees",
] as const;
export type UpliftMethod = (typeof METHODS)[number];

/**
 * Learns the effect.
 *
 * @param options.scores - doubly robust score of every row; only those of `rows` are looked at
 * @see Künzel et al., Metalearners for estimating heterogeneous treatment effects, PNAS 116 (2019)
 * @see Kennedy, Towards optimal doubly robust estimation of heterogeneous causal effects, EJS 17 (2023)
 * @see Athey and Imbens, Machine learning methods for estimating heterogeneous causal effects (2015), transformed outcomes
 */
export function learnEffect(
  data: ArmData,
  { method, rows, scores }: { method: UpliftMethod; rows: Int32Array; scores: Float64Array },
): UpliftEffect {
  const { outcome, treated, propensity, isEvent } = data;
  const link = isEvent ? "logit" : "identity";
  const of = (arm: 0 | 1) => ({ y: outcome, rows: rows.filter((row) => treated[row] === arm) });
  switch (method) {
    case "two-model-linear":
      return {
        kind: "two-linear",
        link,
        treated: [...fitLinear(data, of(1))],
        control: [...fitLinear(data, of(0))],
      };
    case "two-model-trees":
      return {
        kind: "two-trees",
        link,
        treated: growTrees(data, of(1)),
        control: growTrees(data, of(0)),
      };
    case "dr-linear":
      return {
        kind: "linear",
        coefficients: [...fitLinear(data, { y: scores, rows, asEvent: false })],
      };
    case "dr-trees":
      return { kind: "trees", trees: growTrees(data, { y: scores, rows, asEvent: false }) };
    case "transformed-linear": {
      const y = outcome.map((value, row) => {
        const e = propensity[row]!;
        return treated[row] === 1 ? value / e : -value / (1 - e);
      });
      return { kind: "linear", coefficients: [...fitLinear(data, { y, rows, asEvent: false })] };
    }
  }
}

/** Mean of some raw effects by row, before it is drawn to the average. */
export function meanEffect(
  effects: readonly UpliftEffect[],
  data: Pick<ArmData, "design" | "columns">,
  rows: Int32Array,
): Float64Array {
  const mean = new Float64Array(rows.length);
  for (const effect of effects) {
    const found = effectOf(effect, data, rows);
    for (let i = 0; i < mean.length; i++) mean[i]! += found[i]! / effects.length;
  }
  return mean;
}

/** Raw effect by row. */
export function effectOf(
  effect: UpliftEffect,
  { design, columns }: Pick<ArmData, "design" | "columns">,
  rows: Int32Array,
): Float64Array {
  switch (effect.kind) {
    case "linear":
      return Float64Array.from(rows, (row) => linearScore(design, row, effect.coefficients));
    case "two-linear": {
      const value = effect.link === "logit" ? logistic : identity;
      return Float64Array.from(
        rows,
        (row) =>
          value(linearScore(design, row, effect.treated)) -
          value(linearScore(design, row, effect.control)),
      );
    }
    case "trees":
      return treeSums(effect.trees, columns, rows);
    case "two-trees": {
      const value = effect.link === "logit" ? logistic : identity;
      const treated = treeSums(effect.treated, columns, rows);
      const control = treeSums(effect.control, columns, rows);
      return treated.map((score, i) => value(score) - value(control[i]!));
    }
  }
}

const identity = (x: number) => x;

function treeSums(
  { base, trees }: GrownEffect,
  columns: readonly FeatureColumn[],
  rows: Int32Array,
): Float64Array {
  const flat = flatTrees(
    trees,
    columns.map(({ categories }) => categories.length),
  );
  return Float64Array.from(rows, (row) => {
    let sum = base;
    for (let tree = 0; tree < trees.length; tree++)
      sum += leafValueOf(flat, tree, { columns, row });
    return sum;
  });
}
