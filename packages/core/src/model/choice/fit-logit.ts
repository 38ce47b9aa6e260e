import { choleskyJittered, solveCholesky } from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";
import { addLogitSums, type LogitRoom, logitRoom } from "./logit-sums.js";

/** A normal belief about coefficients, each by itself. */
export interface Belief {
  readonly centre: Float64Array;
  readonly precision: Float64Array;
}

/** What Newton's method found. */
export interface LogitFit {
  /** In working units. */
  readonly theta: Float64Array;
  /** Log-likelihood of the data, without the belief. */
  readonly logLikelihood: number;
  /** Minus the Hessian of the likelihood and the belief; lower triangle, row-major. */
  readonly information: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** Parameters that still run away when the likelihood has stopped to rise: the data separate perfectly by them. */
  readonly running: readonly number[];
}

const MOST_STEPS = 40;
/** A step of this many working units is running. */
const RUNNING_STEP = 0.05;
const LARGEST_STEP = 5;

/**
 * Multinomial logit by Newton's method.
 *
 * @param options.weights - of each chooser; 1 unless told
 * @param options.belief - a normal prior, none unless told
 * @param options.start - where to begin, zero unless told
 */
export function newtonLogit(
  design: ChoiceDesign,
  {
    weights,
    belief,
    start,
    steps = MOST_STEPS,
  }: { weights?: Float64Array; belief?: Belief; start?: Float64Array; steps?: number } = {},
): LogitFit {
  const p = design.parameters;
  const room = logitRoom(design);
  let theta = start?.slice() ?? new Float64Array(p);
  let here = sumsAt(design, theta, { weights, belief, room });
  let iterations = 0;
  let converged = p === 0;
  let running: number[] = [];
  while (!converged && iterations < steps) {
    iterations++;
    const { factor } = choleskyJittered(here.information, p);
    const step = solveCholesky(factor, p, here.gradient);
    let largest = 0;
    for (const each of step) largest = Math.max(largest, Math.abs(each));
    let length = Math.min(1, LARGEST_STEP / largest);
    let next = here;
    for (let trial = 0; trial < 30; trial++) {
      const to = theta.map((value, i) => value + length * step[i]!);
      next = sumsAt(design, to, { weights, belief, room });
      if (next.objective >= here.objective - 1e-12 * Math.abs(here.objective)) {
        theta = to;
        break;
      }
      length /= 2;
      next = here;
    }
    const gain = next.objective - here.objective;
    const stuck = next === here;
    here = next;
    const still = gain <= 1e-10 * (1 + Math.abs(here.objective));
    converged = stuck || (still && largest < 1e-6);
    if (still && !converged && largest > RUNNING_STEP) {
      running = [...step.keys()].filter((i) => Math.abs(step[i]!) > RUNNING_STEP);
      if (gain <= 1e-12 * (1 + Math.abs(here.objective)) || iterations === steps) break;
    }
  }
  return {
    theta,
    logLikelihood: here.logLikelihood,
    information: here.information,
    iterations,
    converged,
    running: converged ? [] : running,
  };
}

interface Sums {
  readonly objective: number;
  readonly logLikelihood: number;
  readonly gradient: Float64Array;
  readonly information: Float64Array;
}

function sumsAt(
  design: ChoiceDesign,
  theta: Float64Array,
  {
    weights,
    belief,
    room,
  }: { weights: Float64Array | undefined; belief: Belief | undefined; room: LogitRoom },
): Sums {
  const p = design.parameters;
  const { chooserStart, choosers, occasions } = design;
  const gradient = new Float64Array(p);
  const information = new Float64Array(p * p);
  let logLikelihood = 0;
  if (weights === undefined) {
    const all = { from: 0, to: occasions, weight: 1 };
    logLikelihood = addLogitSums(design, theta, all, { gradient, information, room });
  } else {
    for (let h = 0; h < choosers; h++) {
      const weight = weights[h]!;
      if (weight < 1e-12) continue;
      const range = { from: chooserStart[h]!, to: chooserStart[h + 1]!, weight };
      logLikelihood += addLogitSums(design, theta, range, { gradient, information, room });
    }
  }
  let objective = logLikelihood;
  if (belief !== undefined) {
    for (let i = 0; i < p; i++) {
      const away = theta[i]! - belief.centre[i]!;
      objective -= 0.5 * belief.precision[i]! * away * away;
      gradient[i] = gradient[i]! - belief.precision[i]! * away;
      information[i * p + i] = information[i * p + i]! + belief.precision[i]!;
    }
  }
  return { objective, logLikelihood, gradient, information };
}
