import {
  exp,
  normalQuantile,
  purposeId,
  sampleBinomial,
  type UniformSource,
  uniformSource,
} from "../../src/math/index.js";
import type { ArmEstimate } from "../../src/model/experiment/arm.js";
import { estimateOfCounts, estimateOfSummary } from "../../src/model/experiment/arm.js";
import {
  compareMeans,
  compareProportions,
  type Difference,
} from "../../src/model/experiment/compare-arms.js";
import { mixtureBound, tightestInformation } from "../../src/model/experiment/mixture-bound.js";

/** Sums of outcomes of some customers. */
export interface Sums {
  readonly sum: number;
  readonly squares: number;
}

/** Draws the outcomes of some customers. */
export type Outcome = (next: UniformSource, customers: number) => Sums;

export function converts(rate: number): Outcome {
  return (next, customers) => {
    const sum = sampleBinomial(next, customers, rate);
    return { sum, squares: sum };
  };
}

/** A share buys; what a buyer spends is log-normal with median 20 and spread 1, so that its skewness is 6 and more. */
export function spends(share: number, factor = 1): Outcome {
  return (next, customers) => {
    let sum = 0;
    let squares = 0;
    for (let left = sampleBinomial(next, customers, share); left > 0; left--) {
      const spent = factor * 20 * exp(normalQuantile(next()));
      sum += spent;
      squares += spent * spent;
    }
    return { sum, squares };
  };
}

export function normally(mean: number): Outcome {
  return (next, customers) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < customers; i++) {
      const value = mean + normalQuantile(next());
      sum += value;
      squares += value * value;
    }
    return { sum, squares };
  };
}

/** One test, carried out `runs` times. */
export interface Repeated {
  readonly runs: number;
  readonly control: Outcome;
  readonly treatment: Outcome;
  readonly proportion: boolean;
  /** New customers per arm at each look. */
  readonly perLook: readonly number[];
  readonly seed?: number;
}

/** Critical value at a look, in standard errors; `customers` are those of an arm. */
export type Bound = (look: number, customers: number) => number;

/** How often a test ends for a higher or lower treatment, and with what share of its customers on average. */
export function watch(
  { runs, control, treatment, proportion, perLook, seed = 1 }: Repeated,
  bound: Bound,
): { higher: number; lower: number; share: number } {
  const all = perLook.reduce((total, customers) => total + customers, 0);
  let [higher, lower, used] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const next = uniformSource(seed, run, purposeId("experiment simulation"));
    const arms = [
      { outcome: control, sum: 0, squares: 0 },
      { outcome: treatment, sum: 0, squares: 0 },
    ];
    let customers = 0;
    for (const [look, more] of perLook.entries()) {
      customers += more;
      for (const arm of arms) {
        const { sum, squares } = arm.outcome(next, more);
        arm.sum += sum;
        arm.squares += squares;
      }
      const estimates = arms.map((arm) => estimate(arm, customers, proportion));
      const z = statistic(estimates, proportion);
      if (look < perLook.length - 1 && Math.abs(z) < bound(look, customers)) continue;
      if (z >= bound(look, customers)) higher++;
      if (z <= -bound(look, customers)) lower++;
      break;
    }
    used += customers / all;
  }
  return { higher: higher / runs, lower: lower / runs, share: used / runs };
}

/** Share of `runs` whose interval holds the truth, and mean error of the estimate in standard errors of that mean. */
export function coverage(
  { runs, control, treatment, proportion, perLook: [customers = 0], seed = 2 }: Repeated,
  truth: number,
  intervalOf: (difference: Difference) => { lower: number; upper: number } | null = ({
    interval,
  }) => interval,
): { covered: number; bias: number } {
  let covered = 0;
  let counted = 0;
  let errors = 0;
  let squares = 0;
  for (let run = 0; run < runs; run++) {
    const next = uniformSource(seed, run, purposeId("experiment coverage"));
    const [a, b] = [control, treatment].map((outcome) =>
      estimate(outcome(next, customers), customers, proportion),
    );
    if (a === undefined || b === undefined || !(a.variance + b.variance > 0)) continue;
    const difference = (proportion ? compareProportions : compareMeans)(a, b, 0.025);
    const interval = intervalOf(difference);
    if (interval === null) continue;
    counted++;
    if (interval.lower <= truth && truth <= interval.upper) covered++;
    errors += difference.estimate - truth;
    squares += (difference.estimate - truth) ** 2;
  }
  return { covered: covered / counted, bias: errors / Math.sqrt(squares) };
}

/** Bound of an always-valid test; `tightestAt` are customers in the control arm. */
export function alwaysValid(tightestAt: number, alpha = 0.05): Bound {
  const full = tightestInformation(alpha / 2);
  return (_, customers) => mixtureBound((full * customers) / tightestAt, alpha / 2, 2);
}

/** Sizes of the looks when `customers` come evenly. */
export function evenly(customers: number, looks: number): number[] {
  return Array.from(
    { length: looks },
    (_, k) => Math.round(((k + 1) * customers) / looks) - Math.round((k * customers) / looks),
  );
}

function estimate({ sum, squares }: Sums, customers: number, proportion: boolean): ArmEstimate {
  if (proportion) return estimateOfCounts("arm", customers, sum);
  return estimateOfSummary("arm", { customers, sum, sumOfSquares: squares }, "mean");
}

/** As `monitorDifference` computes it: proportions with one success and one failure added to each arm. */
function statistic(estimates: readonly ArmEstimate[], proportion: boolean): number {
  const [a, b] = estimates;
  if (a === undefined || b === undefined) return 0;
  let variance = a.variance + b.variance;
  if (proportion) {
    variance = 0;
    for (const { customers, conversions } of estimates) {
      const rate = ((conversions ?? 0) + 1) / (customers + 2);
      variance += (rate * (1 - rate)) / (customers + 2);
    }
  }
  return variance > 0 ? (b.value - a.value) / Math.sqrt(variance) : 0;
}
