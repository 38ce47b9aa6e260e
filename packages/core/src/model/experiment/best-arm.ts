import {
  exp,
  integrate,
  log,
  log1p,
  logBeta,
  normalCdf,
  normalDensity,
  regularisedBeta,
} from "../../math/index.js";
import type { ArmEstimate } from "./arm.js";

/** What is believed of an arm after the test. */
interface Belief {
  readonly mean: number;
  readonly sd: number;
  readonly below: (value: number) => number;
  readonly density: (value: number) => number;
}

/** Chance that an arm is the best, and what choosing it costs on average where it is not. */
export interface BestArm {
  readonly probabilityBest: number;
  readonly expectedLoss: number;
}

/**
 * Bayesian readout: rates after a uniform prior (beta), means and ratios after a flat one (normal).
 *
 * @param goal - 1 where a higher value is better, -1 where a lower one is
 * @returns one per arm, in the order given; the probabilities sum to 1
 * @see Gelman et al., Bayesian Data Analysis (2013), chapter 2
 */
export function rateArms(arms: readonly ArmEstimate[], goal: 1 | -1): BestArm[] {
  const beliefs = arms.map((arm) => {
    const belief = beliefOf(arm);
    return goal === 1 ? belief : mirrored(belief);
  });
  const breaks = beliefs
    .flatMap(({ mean, sd }) => [-10, -4, 0, 4, 10].map((k) => mean + k * sd))
    .sort((a, b) => a - b);
  const product = (value: number, without: number) =>
    beliefs.reduce((all, { below }, i) => (i === without ? all : all * below(value)), 1);
  const highest = breaks.at(-1)! - integrate((value) => product(value, -1), breaks, 2);
  const chances = beliefs.map(({ density }, i) =>
    integrate((value) => density(value) * product(value, i), breaks, 2),
  );
  const all = chances.reduce((sum, chance) => sum + chance, 0);
  return beliefs.map(({ mean }, i) => ({
    probabilityBest: all > 0 ? Math.min(1, chances[i]! / all) : 1 / arms.length,
    expectedLoss: Math.max(0, highest - mean),
  }));
}

function beliefOf({ value, variance, conversions, customers }: ArmEstimate): Belief {
  if (conversions !== null) {
    const a = conversions + 1;
    const b = customers - conversions + 1;
    const mean = a / (a + b);
    const logFactor = -logBeta(a, b);
    const outside = (x: number) => x <= 0 || x >= 1;
    return {
      mean,
      sd: Math.sqrt((mean * (1 - mean)) / (a + b + 1)),
      below: (x) => (outside(x) ? (x <= 0 ? 0 : 1) : regularisedBeta(x, a, b)),
      density: (x) => (outside(x) ? 0 : exp(logFactor + (a - 1) * log(x) + (b - 1) * log1p(-x))),
    };
  }
  // A constant arm is known almost exactly: a step would not integrate.
  const sd = Math.max(Math.sqrt(variance), 1e-9 * Math.abs(value), 1e-300);
  return {
    mean: value,
    sd,
    below: (x) => normalCdf((x - value) / sd),
    density: (x) => normalDensity((x - value) / sd) / sd,
  };
}

function mirrored({ mean, sd, below, density }: Belief): Belief {
  return { mean: -mean, sd, below: (x) => 1 - below(-x), density: (x) => density(-x) };
}
