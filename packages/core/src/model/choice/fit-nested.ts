import { CoreError } from "../../error.js";
import { exp, log, minimise } from "../../math/index.js";
import type { ChoiceDesign } from "./design.js";
import { type Nests, nestedShares } from "./nested-shares.js";
import { type Estimate, onePoint } from "./population.js";

/** Nested logit and the curvature of its likelihood. */
export interface NestedFit extends Estimate {
  readonly nests: Nests;
  readonly theta: Float64Array;
  /** Minus the Hessian by coefficients and by the dissimilarity of each nest of two or more; row-major. */
  readonly information: Float64Array;
  /** Scores of choosers by the same. */
  readonly scores: Float64Array;
  /** Nests with a dissimilarity of their own. */
  readonly free: readonly number[];
}

/** Spread that keeps the logarithm of a dissimilarity finite. */
const LOG_SPREAD = 3;

/**
 * Number of the nest of each alternative; those in none are alone.
 *
 * @throws CoreError `unknown_key` for an alternative that is not there, `invalid_input` for one in two nests
 */
export function nestNumbers(
  nests: Readonly<Record<string, readonly string[]>>,
  alternatives: readonly string[],
): { of: Int32Array; names: string[] } {
  const of = new Int32Array(alternatives.length).fill(-1);
  const names = Object.keys(nests);
  names.forEach((name, m) => {
    for (const member of nests[name]!) {
      const j = alternatives.indexOf(member);
      if (j < 0) {
        throw new CoreError(
          "unknown_key",
          `nest ${name}: alternative ${member} is unknown, expected one of ${alternatives.join(", ")}`,
        );
      }
      if (of[j]! >= 0) {
        throw new CoreError(
          "invalid_input",
          `alternative ${member} is in the nests ${names[of[j]!]} and ${name}, expected one`,
        );
      }
      of[j] = m;
    }
  });
  alternatives.forEach((alternative, j) => {
    if (of[j]! < 0) of[j] = names.push(alternative) - 1;
  });
  return { of, names };
}

/**
 * Nested logit by maximum likelihood (L-BFGS with the analytic gradient).
 *
 * @param options.start - coefficients of plain logit
 * @see McFadden, Modelling the choice of residential location (1978); Train, Discrete Choice Methods with Simulation (2009), chapter 4
 */
export function fitNested(
  design: ChoiceDesign,
  {
    of,
    nests,
    start,
    smoothing,
    initial,
  }: {
    of: Int32Array;
    nests: number;
    start: Float64Array;
    smoothing: number | null;
    initial: Float64Array;
  },
): NestedFit {
  const p = design.parameters;
  const members = new Int32Array(nests);
  for (const m of of) members[m] = members[m]! + 1;
  const free = [...members.keys()].filter((m) => members[m]! > 1);
  const size = p + free.length;
  const at = new Float64Array(size);
  at.set(start);
  const read = (x: Float64Array) => {
    const dissimilarity = new Float64Array(nests).fill(1);
    free.forEach((m, i) => {
      dissimilarity[m] = exp(x[p + i]!);
    });
    return { theta: x.slice(0, p), nests: { of, dissimilarity } };
  };
  const found = minimise(
    (x, gradient) => {
      const point = read(x);
      const sums = new Float64Array(size);
      const total = addNestedSums(design, point, { free, out: () => sums });
      for (let i = 0; i < size; i++) gradient[i] = -sums[i]!;
      let objective = -total;
      free.forEach((m, i) => {
        const weight = x[p + i]! / (LOG_SPREAD * LOG_SPREAD);
        gradient[p + i] = -sums[p + i]! * point.nests.dissimilarity[m]! + weight;
        objective += 0.5 * weight * x[p + i]!;
      });
      return objective;
    },
    at,
    { tolerance: 1e-9, iterations: 500 },
  );
  const point = read(found.at);
  const scores = new Float64Array(design.choosers * size);
  const logLikelihood = addNestedSums(design, point, {
    free,
    out: (h) => scores.subarray(h * size, (h + 1) * size),
  });
  return {
    population: onePoint(point.theta),
    theta: point.theta,
    nests: point.nests,
    smoothing,
    initial,
    logLikelihood,
    iterations: found.iterations,
    converged: found.converged,
    information: curvature(design, point, free),
    scores,
    free,
  };
}

interface NestedPoint {
  readonly theta: Float64Array;
  readonly nests: Nests;
}

/** Log-likelihood; adds each chooser's score by coefficients and dissimilarities to what `out` gives for it. */
function addNestedSums(
  design: ChoiceDesign,
  { theta, nests }: NestedPoint,
  { free, out }: { free: readonly number[]; out: (chooser: number) => Float64Array },
): number {
  const {
    choosers,
    chooserStart,
    rowStart,
    chosen,
    alternative,
    constant,
    x,
    columns,
    parameters,
  } = design;
  const share = new Float64Array(design.frame.alternatives.length);
  const count = nests.dissimilarity.length;
  const inNest = new Float64Array(count);
  const inclusive = new Float64Array(count);
  const utility = new Float64Array(share.length);
  const meanUtility = new Float64Array(count);
  let total = 0;
  for (let h = 0; h < choosers; h++) {
    const sums = out(h);
    for (let t = chooserStart[h]!; t < chooserStart[h + 1]!; t++) {
      const taken = chosen[t]!;
      if (taken < 0) continue;
      nestedShares(design, t, { theta, nests }, share);
      const start = rowStart[t]!;
      const size = rowStart[t + 1]! - start;
      const mine = nests.of[alternative[taken]!]!;
      const own = nests.dissimilarity[mine]!;
      total += log(Math.max(1e-300, share[taken - start]!));
      inNest.fill(0);
      meanUtility.fill(0);
      for (let i = 0; i < size; i++) {
        const row = start + i;
        const m = nests.of[alternative[row]!]!;
        inNest[m] = inNest[m]! + share[i]!;
        let u = constant[row]! < 0 ? 0 : theta[constant[row]!]!;
        for (let k = 0; k < columns; k++) u += theta[k]! * x[row * columns + k]!;
        utility[i] = u;
      }
      for (let i = 0; i < size; i++) {
        const m = nests.of[alternative[start + i]!]!;
        const within = inNest[m]! > 0 ? share[i]! / inNest[m]! : 0;
        meanUtility[m] = meanUtility[m]! + within * utility[i]!;
        inclusive[m] = within > 0 ? utility[i]! / nests.dissimilarity[m]! - log(within) : 0;
        // d ln P(taken) / d V_i
        const derivative =
          (start + i === taken ? 1 / own : 0) +
          (m === mine ? (1 - 1 / own) * within : 0) -
          share[i]!;
        for (let k = 0; k < columns; k++) {
          sums[k] = sums[k]! + derivative * x[(start + i) * columns + k]!;
        }
        const c = constant[start + i]!;
        if (c >= 0) sums[c] = sums[c]! + derivative;
      }
      free.forEach((m, i) => {
        if (!(inNest[m]! > 0)) return;
        const lambda = nests.dissimilarity[m]!;
        // d (λ I_m) / dλ = I_m − mean utility in the nest / λ
        const gain = inclusive[m]! - meanUtility[m]! / lambda;
        let derivative = ((m === mine ? 1 : 0) - inNest[m]!) * gain;
        if (m === mine) {
          derivative += (meanUtility[m]! - utility[taken - start]!) / (lambda * lambda);
        }
        sums[parameters + i] = sums[parameters + i]! + derivative;
      });
    }
  }
  return total;
}

/** Minus the Hessian, by central differences of the gradient. */
function curvature(
  design: ChoiceDesign,
  point: NestedPoint,
  free: readonly number[],
): Float64Array {
  const p = design.parameters;
  const size = p + free.length;
  const information = new Float64Array(size * size);
  const gradientAt = (i: number, by: number) => {
    const theta = point.theta.slice();
    const dissimilarity = point.nests.dissimilarity.slice();
    if (i < p) theta[i] = theta[i]! + by;
    else dissimilarity[free[i - p]!] = dissimilarity[free[i - p]!]! + by;
    const sums = new Float64Array(size);
    addNestedSums(
      design,
      { theta, nests: { of: point.nests.of, dissimilarity } },
      { free, out: () => sums },
    );
    return sums;
  };
  for (let i = 0; i < size; i++) {
    const size_ = i < p ? Math.abs(point.theta[i]!) : point.nests.dissimilarity[free[i - p]!]!;
    const step = 1e-5 * Math.max(i < p ? 1 : 1e-3, size_);
    const above = gradientAt(i, step);
    const below = gradientAt(i, -step);
    for (let j = 0; j < size; j++) information[i * size + j] = (below[j]! - above[j]!) / (2 * step);
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (information[i * size + j]! + information[j * size + i]!) / 2;
      information[i * size + j] = mean;
      information[j * size + i] = mean;
    }
  }
  return information;
}
