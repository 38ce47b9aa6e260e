import { purposeId, uniformSource } from "../../math/index.js";
import type { BinnedColumns } from "./bin-columns.js";
import { createGrowthRoom, growTree } from "./grow-tree.js";
import { type GrownTree, leafOf } from "./grown-tree.js";
import { createDerivatives, quantise } from "./histogram.js";
import type { Objective } from "./objective.js";

/** How trees are grown and added up. */
export interface BoostSettings {
  /** Share of each tree's step that is taken. */
  readonly learningRate: number;
  readonly leaves: number;
  readonly depth: number;
  readonly minLeaf: number;
  readonly l2: number;
  /** Share of the rows, and of the features, that each tree sees. */
  readonly rowShare: number;
  readonly featureShare: number;
}

/** What is learnt from: bins, targets (class positions or values) and weights of mean 1, by row. */
export interface BoostInput {
  readonly binned: BinnedColumns;
  readonly target: Float64Array;
  readonly weights: Float64Array | null;
  readonly objective: Objective;
  readonly monotone: Int8Array;
}

/** A sum of trees that grows by one round at a time. */
export interface Booster {
  /** Scores before any tree. */
  readonly base: readonly number[];
  /** Trees of each round, one for each output; values hold the learning rate. */
  readonly rounds: readonly (readonly GrownTree[])[];
  /** Adds a round; false where no tree found anything to split. */
  readonly grow: () => boolean;
  /** Mean loss of the rows that are watched. */
  readonly watchedLoss: () => number;
  /** Scores of all rows that are learnt from or watched; output k begins at k × all rows. */
  readonly scores: Float64Array;
}

const NONE = new Int32Array(0);
const ROWS = purposeId("rows of a tree");
const FEATURES = purposeId("features of a tree");

/**
 * Gradient boosting over histograms.
 *
 * @param options.train - positions of the rows to learn from, ascending
 * @param options.watch - positions of rows whose scores are kept as well
 * @see Friedman, Greedy function approximation: a gradient boosting machine, Annals of Statistics 29 (2001);
 * Stochastic gradient boosting, Computational Statistics and Data Analysis 38 (2002)
 */
export function createBooster(
  { binned, target, weights, objective, monotone }: BoostInput,
  {
    settings,
    train,
    watch = NONE,
    seed,
  }: { settings: BoostSettings; train: Int32Array; watch?: Int32Array; seed: number },
): Booster {
  const all = binned.rows;
  const { outputs } = objective;
  const base = objective.constant(target, weights, train);
  const scores = new Float64Array(outputs * all);
  for (let k = 0; k < outputs; k++) scores.fill(base[k]!, k * all, (k + 1) * all);
  const gradient = new Float64Array(all);
  const hessian = new Float64Array(all);
  const whole = createDerivatives(all);
  const room = createGrowthRoom(train.length);
  const pickRows = uniformSource(seed, 0, ROWS);
  const pickFeatures = uniformSource(seed, 0, FEATURES);
  const useful = usefulFeatures(binned);
  const limits = { minLeaf: settings.minLeaf, l2: settings.l2, monotone };
  const rounds: GrownTree[][] = [];
  const parted = new Int32Array(train.length);
  const shares = new Float64Array(objective.prepare === undefined ? 0 : scores.length);

  function grow(): boolean {
    const [inside, outside] = sample();
    objective.prepare?.({ scores, rows: inside, shares });
    let hasSplit = false;
    const trees: GrownTree[] = [];
    for (let output = 0; output < outputs; output++) {
      const at = { scores, target, weights, rows: inside, output, shares, gradient, hessian };
      objective.derive(at);
      const tree = growOne(inside, output);
      follow(tree, outside, output);
      follow(tree, watch, output);
      trees.push(tree);
      hasSplit ||= tree.nodes > 1;
    }
    rounds.push(trees);
    return hasSplit;
  }

  /** Rows that the next trees see, and the other ones. */
  function sample(): [inside: Int32Array, outside: Int32Array] {
    if (settings.rowShare >= 1) return [train, NONE];
    let inside = 0;
    let outside = train.length;
    for (let i = 0; i < train.length; i++) {
      if (pickRows() < settings.rowShare) parted[inside++] = train[i]!;
      else parted[--outside] = train[i]!;
    }
    return [parted.subarray(0, inside), parted.subarray(inside)];
  }

  /** Grows a tree and moves the scores of the rows that it saw. */
  function growOne(rows: Int32Array, output: number): GrownTree {
    room.order.set(rows);
    const derivatives = quantise(whole, { gradient, hessian, rows });
    const features = someFeatures(useful, settings.featureShare, pickFeatures);
    const first = output * all;
    const { tree, leaves } = growTree(room, {
      rows: rows.length,
      context: { binned, features, derivatives, limits },
      growth: settings,
      weights,
    });
    for (let node = 0; node < tree.nodes; node++) tree.value[node]! *= settings.learningRate;
    for (const { node, from, to } of leaves) {
      const step = tree.value[node]!;
      for (let i = from; i < to; i++) scores[first + room.order[i]!]! += step;
    }
    return tree;
  }

  function follow(tree: GrownTree, rows: Int32Array, output: number): void {
    const first = output * all;
    for (let i = 0; i < rows.length; i++) {
      scores[first + rows[i]!]! += tree.value[leafOf(tree, binned, rows[i]!)]!;
    }
  }

  return {
    base,
    rounds,
    grow,
    scores,
    watchedLoss: () => objective.loss({ scores, target, weights, rows: watch }),
  };
}

/** Features with two bins or more that hold rows. */
function usefulFeatures({ binCounts, missing, rows }: BinnedColumns): Int32Array {
  const positions = Array.from(binCounts, (_, f) => f);
  return Int32Array.from(
    positions.filter((f) => binCounts[f]! > 1 || (missing[f]! > 0 && missing[f]! < rows)),
  );
}

function someFeatures(features: Int32Array, share: number, next: () => number): Int32Array {
  const wanted = Math.max(1, Math.ceil(features.length * share));
  if (wanted >= features.length) return features;
  const shuffled = features.slice();
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(next() * (shuffled.length - i));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled.subarray(0, wanted).sort();
}
