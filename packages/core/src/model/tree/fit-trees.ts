import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import { type BinnedColumns, binColumns, MOST_BINS } from "./bin-columns.js";
import { type Booster, type BoostInput, createBooster } from "./booster.js";
import { type ChosenSettings, chooseSettings } from "./choose-settings.js";
import { type FeatureColumn, readColumns } from "./feature-column.js";
import type { FeatureRow } from "./feature-row.js";
import {
  logisticLoss,
  type Objective,
  poissonLoss,
  softmaxLoss,
  squaredError,
} from "./objective.js";
import { searchPlan } from "./search-plan.js";
import type { TreeModel } from "./tree-model.js";
import { treeNodes } from "./tree-nodes.js";
import type { TreeOptions } from "./tree-option.js";
import { readTarget, readWeights, type TreeTarget } from "./tree-target.js";

/**
 * Fits boosted trees: classes or values from numbers, categories and gaps, with what acts together.
 *
 * Numbers are cut into bins, missing values go where the data say, categories are parted as sets. Same rows, options
 * and seed give the same bits.
 *
 * @throws CoreError `too_few_rows` below two rows, `no_variation` for one class, `not_finite` for a missing target or
 * ±Infinity, `invalid_input` for a column that mixes kinds, `unknown_key`, `out_of_range`
 * @see Friedman, Greedy function approximation, Annals of Statistics 29 (2001)
 * @see Ke et al., LightGBM: a highly efficient gradient boosting decision tree, NeurIPS (2017)
 */
export function fitTrees(rows: readonly FeatureRow[], options: TreeOptions): TreeModel {
  checkOptions(options);
  const target = readTarget(rows, options);
  if (rows.length < 2) throw new CoreError("too_few_rows", "found 1 row, expected two or more");
  const columns = readColumns(rows, options.features);
  const binned = binColumns(columns, { mostBins: options.bins ?? BINS });
  const weights = options.weights === undefined ? null : readWeights(rows, options.weights);
  const objective = objectiveOf(target, options.loss);
  const monotone = monotoneOf(columns, { ...options, objective });
  const input = { binned, target: target.values, weights, objective, monotone };
  const chosen = chooseOrTake(input, options);
  const boosters = growAll(input, chosen, options);
  return modelOf(boosters, { columns, binned, target, chosen, options, monotone });
}

type Chosen = Pick<ChosenSettings, "members"> & Partial<ChosenSettings>;

/** Settings by inner cross-validation where rounds are "auto", else as told. */
function chooseOrTake(input: BoostInput, options: TreeOptions): Chosen {
  const { rounds = "auto", onProgress } = options;
  const plan = searchPlan(input, options);
  if (rounds !== "auto") return { members: [{ settings: plan.fixed, rounds }] };
  return chooseSettings(input, {
    ...plan,
    onProgress: (stage, done) => onProgress?.({ stage, done: 0.8 * done }),
  });
}

function growAll(
  input: BoostInput,
  { members }: Chosen,
  { seed = 0, onProgress }: TreeOptions,
): Booster[] {
  const train = Int32Array.from(input.target, (_, i) => i);
  return members.map(({ settings, rounds }, member) => {
    const booster = createBooster(input, { settings, train, seed: seed + member });
    for (let round = 0; round < rounds; round++) {
      if (round % 16 === 0) {
        const done = 0.8 + (0.2 * (member + round / rounds)) / members.length;
        onProgress?.({ stage: `round ${round + 1} of ${rounds}`, done });
      }
      const grown = booster.grow();
      if (!grown && settings.rowShare >= 1 && settings.featureShare >= 1) break;
    }
    return booster;
  });
}

function modelOf(
  boosters: readonly Booster[],
  {
    columns,
    binned,
    target,
    chosen,
    options,
    monotone,
  }: {
    columns: readonly FeatureColumn[];
    binned: BinnedColumns;
    target: TreeTarget;
    chosen: Chosen;
    options: TreeOptions;
    monotone: Int8Array;
  },
): TreeModel {
  const isAuto = (options.rounds ?? "auto") === "auto";
  const share = 1 / boosters.length;
  const trees = boosters.flatMap(({ rounds }) =>
    rounds.flatMap((round) => round.map((tree) => treeNodes(tree, binned, share))),
  );
  const base = boosters[0]!.base.map((score) => score + 0);
  const loss =
    target.task === "regression"
      ? (options.loss ?? "squared")
      : target.classes.length === 2
        ? "logistic"
        : "softmax";
  const heldOut = isAuto
    ? {
        loss: chosen.loss!,
        naive: chosen.naive!,
        standardError: chosen.standardError!,
        folds: chosen.folds!,
      }
    : null;
  return {
    kind: "trees",
    version: 1,
    task: target.task,
    loss,
    target: options.target,
    classes: [...target.classes],
    event: target.event,
    features: columns.map(({ name, kind, categories }, f) => ({
      name,
      kind,
      categories: [...categories],
      unit: options.units?.[name] ?? "",
      missing: binned.missing[f]!,
      monotone: monotone[f] as 0 | 1 | -1,
    })),
    base,
    trees,
    members: chosen.members.map(({ settings }, member) => ({
      ...settings,
      depth: Math.min(settings.depth, settings.leaves - 1),
      rounds: boosters[member]!.rounds.length,
    })),
    importance: importanceOf(trees, columns),
    heldOut,
    rows: binned.rows,
    method: `histogram gradient boosting, ${loss} loss, rounds ${isAuto ? "by inner cross-validation" : "as told"}`,
    weaknesses: weaknesses({ columns, binned, target, trees, heldOut }),
  };
}

function importanceOf(
  trees: TreeModel["trees"],
  columns: readonly FeatureColumn[],
): Record<string, number> {
  const gains = new Float64Array(columns.length);
  let total = 0;
  for (const { child, feature, gain } of trees) {
    for (let node = 0; node < child.length; node++) {
      if (child[node] === 0) continue;
      gains[feature[node]!]! += gain[node]!;
      total += gain[node]!;
    }
  }
  return Object.fromEntries(
    columns.map(({ name }, f) => [name, total > 0 ? Math.min(1, gains[f]! / total) : 0]),
  );
}

function weaknesses({
  columns,
  binned,
  target,
  trees,
  heldOut,
}: {
  columns: readonly FeatureColumn[];
  binned: BinnedColumns;
  target: TreeTarget;
  trees: TreeModel["trees"];
  heldOut: TreeModel["heldOut"];
}): Reason[] {
  const { rows } = binned;
  const found: Reason[] = [];
  columns.forEach(({ name, notNumbers, pooled }, f) => {
    if (notNumbers > 0) {
      found.push({
        code: "not_numbers_taken_as_missing",
        values: { feature: name, rows: notNumbers },
      });
    }
    if (pooled > 0) {
      found.push({
        code: "rare_categories_taken_as_missing",
        values: { feature: name, rows: pooled },
      });
    }
    if (binned.missing[f] === rows)
      found.push({ code: "feature_all_missing", values: { feature: name } });
    else if (binned.binCounts[f] === 1 && binned.missing[f] === 0) {
      found.push({ code: "feature_constant", values: { feature: name } });
    }
  });
  target.classes.forEach((name, k) => {
    const position = target.event === null ? k : Number(name === target.event);
    const count = target.values.reduce((sum, value) => sum + (value === position ? 1 : 0), 0);
    if (count < FEW_OF_A_CLASS)
      found.push({ code: "few_rows_of_class", values: { class: name, rows: count } });
  });
  if (target.task === "regression" && target.values.every((value) => value === target.values[0])) {
    found.push({ code: "target_constant", values: { rows } });
  }
  if (trees.every(({ child }) => child[0] === 0)) {
    found.push({ code: "nothing_to_split", values: { rows } });
  } else if (heldOut !== null && !(heldOut.loss < heldOut.naive)) {
    found.push({ code: "no_better_than_constant", values: { rows } });
  }
  return found;
}

/** Half of what a byte holds costs no accuracy that could be measured, and half the time. */
const BINS = 127;

/** Rows of a class below which its probability is little more than a guess. */
const FEW_OF_A_CLASS = 10;

function objectiveOf({ task, classes }: TreeTarget, loss: TreeOptions["loss"]): Objective {
  if (task === "regression") return loss === "poisson" ? poissonLoss : squaredError;
  return classes.length === 2 ? logisticLoss : softmaxLoss(classes.length);
}

function monotoneOf(
  columns: readonly FeatureColumn[],
  { monotone = {}, objective }: Pick<TreeOptions, "monotone"> & { objective: Objective },
): Int8Array {
  for (const name of Object.keys(monotone)) {
    const column = columns.find((each) => each.name === name);
    if (column === undefined) {
      throw new CoreError("unknown_key", `monotone names ${name}, which is no feature`);
    }
    if (column.kind === "category" || objective.outputs > 1) {
      throw new CoreError(
        "invalid_input",
        `monotone ${name}: found ${column.kind === "category" ? "categories" : `${objective.outputs} classes`}, expected a number and at most two classes`,
      );
    }
  }
  return Int8Array.from(columns, ({ name }) => monotone[name] ?? 0);
}

function checkOptions(options: TreeOptions): void {
  const { target, features } = options;
  if (features.includes(target)) {
    throw new CoreError("invalid_input", `the target ${target} is among the features`);
  }
  const wanted: Record<string, [value: number | undefined, low: number, high: number]> = {
    rounds: [options.rounds === "auto" ? undefined : options.rounds, 0, 100_000],
    learningRate: [options.learningRate, 1e-6, 1],
    leaves: [options.leaves, 2, 65_536],
    depth: [options.depth, 1, 1000],
    minLeaf: [options.minLeaf, 1, Infinity],
    l2: [options.l2, 0, 1e300],
    rowShare: [options.rowShare, 1e-6, 1],
    featureShare: [options.featureShare, 1e-6, 1],
    bins: [options.bins, 2, MOST_BINS],
  };
  for (const [name, [value, low, high]] of Object.entries(wanted)) {
    if (value !== undefined && !(value >= low && value <= high)) {
      throw new CoreError("out_of_range", `${name} ${value}, expected ${low} to ${high}`);
    }
  }
}
