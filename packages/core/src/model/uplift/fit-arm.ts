import { logistic, normalQuantile, square } from "../../math/index.js";
import { compareModels } from "../backtest/index.js";
import { linearScore } from "../propensity/ridge.js";
import { innerFolds } from "../tree/inner-folds.js";
import {
  type ArmData,
  effectOf,
  fitLinear,
  learnEffect,
  METHODS,
  meanEffect,
  type UpliftMethod,
} from "./effect.js";
import { qini } from "./qini.js";
import type { UpliftArm } from "./uplift-model.js";

const FOLDS = 5;
/** Of customers, for the interval of a model's own Qini. */
const RESAMPLES = 100;
/** The mean of all ways, which competes with each. */
const BLEND = "blend";
/** Chance to find an effect that differs among customers where it does not, over all ways that compete. */
const ALPHA = 0.05;
/** Standard errors within which two ways are taken to be as sure: the simpler one is kept. */
const AS_SURE = 1;
/** Most that a raw effect is stretched. */
const MOST_SLOPE = 2;

interface HeldOut {
  readonly score: number;
  readonly fold: number;
  readonly predicted: Readonly<Record<string, number>>;
}

/**
 * Learns what one arm does, in every way, and keeps the way whose held-out effects go with held-out doubly robust
 * scores most surely; the uniform average effect unless one is sure enough.
 *
 * @param rows - positions of the rows of the arm and of control, ascending
 * @see Chernozhukov, Demirer, Duflo and Fernández-Val, Generic machine learning inference on heterogeneous treatment
 * effects in randomized experiments (2018), best linear predictor
 */
export function fitArm(
  data: ArmData,
  {
    arm,
    rows,
    methods,
    onProgress,
  }: {
    arm: string;
    rows: Int32Array;
    methods: readonly UpliftMethod[];
    onProgress: (done: number) => void;
  },
): UpliftArm {
  const stratum = Float64Array.from(rows, (row) => 4 * data.treated[row]! + data.outcome[row]!);
  const folds = innerFolds(stratum, { folds: Math.min(FOLDS, rows.length), seed: data.seed }).map(
    ({ train, test }) => ({
      train: train.map((at) => rows[at]!),
      test: test.map((at) => rows[at]!),
    }),
  );
  const scores = robustScores(data, folds);
  const average = averageOf(scores, rows);
  const ways = methods.length > 1 ? [...methods, BLEND] : methods;
  const raw = Object.fromEntries(ways.map((way) => [way, new Float64Array(data.outcome.length)]));
  folds.forEach(({ train, test }, fold) => {
    for (const method of methods) {
      const effect = learnEffect(data, { method, rows: train, scores });
      const found = centred(effectOf(effect, data, test));
      test.forEach((row, i) => {
        raw[method]![row] = found[i]!;
        if (methods.length > 1) raw[BLEND]![row]! += found[i]! / methods.length;
      });
    }
    onProgress((fold + 1) / (folds.length + 1));
  });
  const meanOfFold = foldMeans(scores, folds);
  const slopes = ways.map((way) => slopeOf(raw[way]!, { scores, meanOfFold, rows }));
  const needed = normalQuantile(1 - ALPHA / ways.length);
  const most = slopes.reduce((best, { t }) => Math.max(best, t), -Infinity);
  const sure = slopes.findIndex(({ t }) => t > needed && t >= most - AS_SURE);
  const isSure = sure >= 0;
  const best = isSure ? sure : slopes.findIndex(({ t }) => t === most);
  const chosen = ways[best]!;
  const backtest = backtestOf({ raw, scores, folds, ways, slopes });
  const ranked = {
    scores: Array.from(rows, (row) => (isSure ? raw[chosen]![row]! : 0)),
    treated: Array.from(rows, (row) => data.treated[row]!),
    outcomes: Array.from(rows, (row) => data.outcome[row]!),
  };
  const { value, lower, upper } = qini(ranked, { seed: data.seed, resamples: RESAMPLES });
  const kept = chosen === BLEND ? methods : methods.filter((method) => method === chosen);
  const effects = isSure ? kept.map((method) => learnEffect(data, { method, rows, scores })) : [];
  return {
    arm,
    rows: ranked.treated.reduce((sum, each) => sum + each, 0),
    average,
    method: isSure ? chosen : "uniform",
    effects,
    centre: meanOf(meanEffect(effects, data, rows)),
    slope: isSure ? Math.min(MOST_SLOPE, slopes[best]!.slope) : 0,
    heterogeneity: { t: slopes[best]!.t, needed },
    qini: { value, lower, upper },
    backtest,
  };
}

interface Folds extends ReadonlyArray<{ readonly train: Int32Array; readonly test: Int32Array }> {}

/** What each row says of its own effect: expected difference and what its outcome adds, each by rows of other folds. */
function robustScores(data: ArmData, folds: Folds): Float64Array {
  const { design, outcome, treated, propensity, isEvent } = data;
  const scores = new Float64Array(outcome.length);
  for (const { train, test } of folds) {
    const side = (arm: 0 | 1) =>
      fitLinear(data, { y: outcome, rows: train.filter((row) => treated[row] === arm) });
    const [control, treatment] = [side(0), side(1)];
    for (const row of test) {
      const mean = (coefficients: Float64Array) => {
        const score = linearScore(design, row, coefficients);
        return isEvent ? logistic(score) : score;
      };
      const [without, having] = [mean(control), mean(treatment)];
      const e = propensity[row]!;
      const surprise =
        treated[row] === 1 ? (outcome[row]! - having) / e : -(outcome[row]! - without) / (1 - e);
      scores[row] = having - without + surprise;
    }
  }
  return scores;
}

function averageOf(
  scores: Float64Array,
  rows: Int32Array,
): { value: number; standardError: number } {
  const n = rows.length;
  let sum = 0;
  for (const row of rows) sum += scores[row]!;
  const value = sum / n;
  let squares = 0;
  for (const row of rows) squares += square(scores[row]! - value);
  return { value, standardError: Math.sqrt(squares / Math.max(1, n - 1) / n) };
}

const meanOf = (values: Float64Array) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function centred(values: Float64Array): Float64Array {
  const centre = meanOf(values);
  return values.map((value) => value - centre);
}

function foldMeans(scores: Float64Array, folds: Folds): Float64Array {
  const means = new Float64Array(scores.length);
  for (const { test } of folds) {
    const centre = meanOf(Float64Array.from(test, (row) => scores[row]!));
    for (const row of test) means[row] = centre;
  }
  return means;
}

/** Slope of the scores on the raw effects of held-out rows, with a t that allows for unequal variances. */
function slopeOf(
  raw: Float64Array,
  {
    scores,
    meanOfFold,
    rows,
  }: { scores: Float64Array; meanOfFold: Float64Array; rows: Int32Array },
): { slope: number; t: number } {
  let xx = 0;
  let xy = 0;
  for (const row of rows) {
    xx += raw[row]! * raw[row]!;
    xy += raw[row]! * (scores[row]! - meanOfFold[row]!);
  }
  if (!(xx > 0)) return { slope: 0, t: 0 };
  const slope = xy / xx;
  let meat = 0;
  for (const row of rows) {
    meat += square(raw[row]! * (scores[row]! - meanOfFold[row]! - slope * raw[row]!));
  }
  return { slope: Math.max(0, slope), t: meat > 0 ? xy / Math.sqrt(meat) : 0 };
}

/** Squared distance of scores from effects, beside the uniform effect. */
function backtestOf({
  raw,
  scores,
  folds,
  ways,
  slopes,
}: {
  raw: Readonly<Record<string, Float64Array>>;
  scores: Float64Array;
  folds: Folds;
  ways: readonly string[];
  slopes: readonly { slope: number }[];
}): UpliftArm["backtest"] {
  const rows: HeldOut[] = [];
  const splits = folds.map(({ test }, fold) => {
    const from = rows.length;
    for (const row of test) {
      const predicted = Object.fromEntries(
        ways.map((method, m) => [
          method,
          Math.min(MOST_SLOPE, slopes[m]!.slope) * raw[method]![row]!,
        ]),
      );
      rows.push({ score: scores[row]!, fold, predicted });
    }
    return { from, to: rows.length };
  });
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const meanScore = (train: readonly HeldOut[]) =>
    train.reduce((sum, { score }) => sum + score, 0) / train.length;
  return compareModels(rows, {
    scheme: `${folds.length}-fold cross-validation, doubly robust scores`,
    splits: splits.map(({ from, to }) => ({
      train: [...range(0, from), ...range(to, rows.length)],
      test: range(from, to),
    })),
    naive: {
      name: "uniform",
      foretell: (train, test) => {
        const centre = meanScore(train);
        return test.map(() => centre);
      },
    },
    contestants: ways.map((method) => ({
      name: method,
      foretell: (train: readonly HeldOut[], test: readonly HeldOut[]) => {
        const centre = meanScore(train);
        return test.map(({ predicted }) => centre + predicted[method]!);
      },
    })),
    losses: {
      squaredError: ({ score }, prediction) => (score - prediction) * (score - prediction),
    },
    decidedBy: "squaredError",
  });
}

/** All ways, or the one that is asked for. */
export function methodsOf(method: "auto" | UpliftMethod): readonly UpliftMethod[] {
  return method === "auto" ? METHODS : [method];
}
