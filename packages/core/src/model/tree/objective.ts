import { exp, log, logistic } from "../../math/index.js";

/** What trees make small, by its derivatives; scores are additive, before logistic, softmax or exp. */
export interface Objective {
  /** Scores of a row: one, or one for each class. */
  readonly outputs: number;
  /** The best constant scores of some rows. */
  readonly constant: (
    target: Float64Array,
    weights: Float64Array | null,
    rows: Int32Array,
  ) => number[];
  /** Writes what the derivatives of all outputs share into `shares`, before any score moves. */
  readonly prepare?: (at: Pick<Derivation, "scores" | "rows" | "shares">) => void;
  /** Writes first and second derivatives by the scores of one output, for each of `rows`. */
  readonly derive: (at: Derivation) => void;
  /** Weighted mean loss of `rows`. */
  readonly loss: (at: Pick<Derivation, "scores" | "target" | "weights" | "rows">) => number;
}

/** Scores and derivatives by row; scores of output k begin at k × all rows. */
export interface Derivation {
  readonly scores: Float64Array;
  readonly target: Float64Array;
  readonly weights: Float64Array | null;
  readonly rows: Int32Array;
  readonly output: number;
  /** Probability of each class by row, as long as the scores. */
  readonly shares: Float64Array;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

/** Least second derivative: where the outcome is all but sure. */
const LEAST_HESSIAN = 1e-16;
const LEAST_PROBABILITY = 1e-15;
/** Scores of Poisson means stay below: e^30 is 10^13 events. */
const LARGEST_LOG_MEAN = 30;

/** Mean of squared errors; the score is the value. */
export const squaredError: Objective = {
  outputs: 1,
  constant: (target, weights, rows) => [meanOf(target, weights, rows)],
  derive: ({ scores, target, weights, rows, gradient, hessian }) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const weight = weights === null ? 1 : weights[row]!;
      gradient[row] = weight * (scores[row]! - target[row]!);
      hessian[row] = weight;
    }
  },
  loss: ({ scores, target, ...rest }) =>
    meanLoss(rest, (row) => {
      const error = scores[row]! - target[row]!;
      return error * error;
    }),
};

/** Log loss of an event; the score is its log odds. */
export const logisticLoss: Objective = {
  outputs: 1,
  constant: (target, weights, rows) => {
    const p = within(meanOf(target, weights, rows));
    return [log(p / (1 - p))];
  },
  derive: ({ scores, target, weights, rows, gradient, hessian }) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const weight = weights === null ? 1 : weights[row]!;
      const p = 1 / (1 + exp(-scores[row]!));
      gradient[row] = weight * (p - target[row]!);
      hessian[row] = weight * Math.max(LEAST_HESSIAN, p * (1 - p));
    }
  },
  loss: ({ scores, target, ...rest }) =>
    meanLoss(rest, (row) => {
      const p = logistic(scores[row]!);
      return -log(Math.max(LEAST_PROBABILITY, target[row] === 1 ? p : 1 - p));
    }),
};

/** Log loss of one of several classes; scores are utilities, as of a logit model. */
export function softmaxLoss(classes: number): Objective {
  return {
    outputs: classes,
    constant: (target, weights, rows) => {
      const counts = new Float64Array(classes);
      let total = 0;
      for (let i = 0; i < rows.length; i++) {
        const weight = weights === null ? 1 : weights[rows[i]!]!;
        counts[target[rows[i]!]!]! += weight;
        total += weight;
      }
      return Array.from(counts, (count) => log(within(count / total)));
    },
    prepare: ({ scores, rows, shares }) => {
      const all = scores.length / classes;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        let top = -Infinity;
        for (let at = row; at < scores.length; at += all) top = Math.max(top, scores[at]!);
        let total = 0;
        for (let at = row; at < scores.length; at += all) {
          shares[at] = exp(scores[at]! - top);
          total += shares[at]!;
        }
        for (let at = row; at < scores.length; at += all) shares[at] = shares[at]! / total;
      }
    },
    derive: ({ shares, target, weights, rows, output, gradient, hessian }) => {
      const first = output * target.length;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        const weight = weights === null ? 1 : weights[row]!;
        const p = shares[first + row]!;
        gradient[row] = weight * (p - (target[row] === output ? 1 : 0));
        hessian[row] = weight * Math.max(LEAST_HESSIAN, p * (1 - p));
      }
    },
    loss: ({ scores, target, ...rest }) => {
      const all = target.length;
      return meanLoss(rest, (row) => {
        const p = shareOf(scores, { all, row, classes, output: target[row]! });
        return -log(Math.max(LEAST_PROBABILITY, p));
      });
    },
  };
}

/** Poisson deviance of a count, up to what does not depend on the score; the score is the log of the mean. */
export const poissonLoss: Objective = {
  outputs: 1,
  constant: (target, weights, rows) => [log(Math.max(1e-10, meanOf(target, weights, rows)))],
  derive: ({ scores, target, weights, rows, gradient, hessian }) => {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const weight = weights === null ? 1 : weights[row]!;
      const mean = exp(Math.min(LARGEST_LOG_MEAN, scores[row]!));
      gradient[row] = weight * (mean - target[row]!);
      hessian[row] = weight * Math.max(LEAST_HESSIAN, mean);
    }
  },
  loss: ({ scores, target, ...rest }) =>
    meanLoss(rest, (row) => {
      const score = Math.min(LARGEST_LOG_MEAN, scores[row]!);
      return exp(score) - target[row]! * score;
    }),
};

function shareOf(
  scores: Float64Array,
  { all, row, classes, output }: { all: number; row: number; classes: number; output: number },
): number {
  const own = scores[output * all + row]!;
  let total = 0;
  for (let k = 0; k < classes; k++) total += exp(scores[k * all + row]! - own);
  return 1 / total;
}

const within = (p: number) => Math.min(1 - 1e-10, Math.max(1e-10, p));

function meanOf(target: Float64Array, weights: Float64Array | null, rows: Int32Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const weight = weights === null ? 1 : weights[rows[i]!]!;
    sum += weight * target[rows[i]!]!;
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}

function meanLoss(
  { weights, rows }: { weights: Float64Array | null; rows: Int32Array },
  of: (row: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const weight = weights === null ? 1 : weights[rows[i]!]!;
    sum += weight * of(rows[i]!);
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}
