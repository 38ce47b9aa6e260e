import type { FitProgress } from "../fit-progress.js";
import type { ChoiceDesign } from "./design.js";
import { type ClassFit, fitClasses } from "./fit-classes.js";
import { fitNormal, type NormalFit } from "./fit-normal.js";
import { fitPlain, type PlainFit } from "./fit-plain.js";
import { chosenShares, fillLoyalty } from "./loyalty-state.js";
import { type Estimate, onePoint } from "./population.js";

/** One choice model among those that can be fitted. */
export interface Variant {
  /** Attributes with a curve. */
  readonly curved: readonly string[];
  /** Smoothing of the loyalty state, or its start where it moves; null without loyalty. */
  readonly smoothing: number | null;
  readonly movesSmoothing: boolean;
  /** Number of latent classes; 1 for none. */
  readonly classes: number;
  readonly random: boolean;
  readonly correlated: boolean;
}

export const PLAIN: Variant = {
  curved: [],
  smoothing: null,
  movesSmoothing: false,
  classes: 1,
  random: false,
  correlated: false,
};

/** How much work a fit is worth. */
export interface Effort {
  readonly points: number;
  readonly iterations: number;
  readonly restarts: number;
}

export const FULL_EFFORT: Effort = { points: 96, iterations: 60, restarts: 4 };
export const TRIAL_EFFORT: Effort = { points: 32, iterations: 15, restarts: 2 };

/** Occasions × points in a step of random coefficients, so that large panels stay quick; they need fewer points, too. */
const MOST_EVALUATIONS = 640_000;
const FEWEST_POINTS = 32;

/** An estimate with what its errors need. */
export type VariantFit =
  | { readonly kind: "plain"; readonly estimate: Estimate; readonly plain: PlainFit }
  | { readonly kind: "classes"; readonly estimate: ClassFit; readonly plain: PlainFit }
  | { readonly kind: "random"; readonly estimate: NormalFit; readonly plain: PlainFit };

/** Fits a variant to a design that has its columns; the loyalty column is left at the smoothing found. */
export function fitVariant(
  design: ChoiceDesign,
  variant: Variant,
  {
    effort,
    seed,
    onProgress,
  }: { effort: Effort; seed: number; onProgress?: ((progress: FitProgress) => void) | undefined },
): VariantFit {
  const initial = chosenShares(design);
  const { smoothing, movesSmoothing, classes, random, correlated } = variant;
  const isPlain = !random && classes === 1;
  const plain = fitPlain(design, { smoothing, movesSmoothing: movesSmoothing && isPlain, initial });
  const common = {
    start: plain.theta,
    smoothing: plain.smoothing,
    movesSmoothing,
    initial,
    iterations: effort.iterations,
    seed,
    onProgress,
  };
  let fit: VariantFit;
  if (random) {
    const affordable = 4 * Math.floor(MOST_EVALUATIONS / design.occasions / 4);
    const points = Math.min(effort.points, Math.max(FEWEST_POINTS, affordable));
    const estimate = fitNormal(design, { ...common, correlated, points });
    fit = { kind: "random", estimate, plain };
  } else if (classes > 1) {
    const estimate = fitClasses(design, { ...common, classes, restarts: effort.restarts });
    fit = { kind: "classes", estimate, plain };
  } else {
    const { theta, logLikelihood, iterations, converged } = plain;
    const estimate: Estimate = {
      population: onePoint(theta),
      smoothing: plain.smoothing,
      initial,
      nests: null,
      logLikelihood,
      iterations,
      converged,
    };
    fit = { kind: "plain", estimate, plain };
  }
  if (fit.estimate.smoothing !== null) {
    fillLoyalty(design, { smoothing: fit.estimate.smoothing, initial });
  }
  return fit;
}

/** A name for people: "random coefficients, loyalty, curve". */
export function variantName({
  curved,
  smoothing,
  movesSmoothing,
  classes,
  random,
  correlated,
}: Variant): string {
  const heterogeneity = random
    ? correlated
      ? "correlated random coefficients"
      : "random coefficients"
    : classes > 1
      ? `${classes} classes`
      : "logit";
  const loyalty =
    smoothing === null ? "" : movesSmoothing ? ", loyalty" : `, loyalty ${smoothing.toFixed(2)}`;
  return heterogeneity + loyalty + (curved.length > 0 ? ", curve" : "");
}
