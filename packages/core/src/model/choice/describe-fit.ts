import type { ChoiceModel } from "./choice-model.js";
import { type ChoiceDesign, parameterNames, parameterScales } from "./design.js";
import type { ClassFit } from "./fit-classes.js";
import type { NestedFit } from "./fit-nested.js";
import type { NormalFit } from "./fit-normal.js";
import { addLogitSums, logitRoom } from "./logit-sums.js";
import {
  type ChoiceErrors,
  covarianceOf,
  covarianceOfScores,
  outerProducts,
  plainErrors,
  sandwich,
} from "./standard-error.js";
import type { VariantFit } from "./variant.js";

/** What a fit says, in the user's units. */
export interface Description {
  readonly coefficients: Record<string, number>;
  readonly standardErrors: Record<string, number>;
  readonly clusteredStandardErrors: Record<string, number>;
  readonly smoothingError: number | null;
  readonly nestErrors: number[];
  readonly heterogeneity: ChoiceModel["heterogeneity"];
}

/** Precision of the belief that kept separated coefficients finite. */
const SEPARATED_PRECISION = 1 / 16;

export function describeFit(
  design: ChoiceDesign,
  fit: VariantFit,
  movesSmoothing: boolean,
): Description {
  if (fit.kind === "random") return describeNormal(design, fit.estimate);
  if (fit.kind === "classes") return describeClasses(design, fit.estimate);
  const { theta, separated } = fit.plain;
  const errors = plainErrors(design, theta, {
    smoothing: movesSmoothing ? fit.estimate.smoothing : null,
    initial: fit.estimate.initial,
    precision: separated.length > 0 ? SEPARATED_PRECISION : 0,
  });
  return {
    ...named(design, theta, errors),
    smoothingError: movesSmoothing ? errors.standard[design.parameters]! : null,
    nestErrors: [],
    heterogeneity: { kind: "none" },
  };
}

export function describeNested(design: ChoiceDesign, fit: NestedFit): Description {
  const p = design.parameters;
  const size = p + fit.free.length;
  const bread = covarianceOf(fit.information, size);
  const robust = sandwich(bread, outerProducts(fit.scores, size), size);
  const errors = { standard: rootDiagonal(bread, size), clustered: rootDiagonal(robust, size) };
  return {
    ...named(design, fit.theta, errors),
    smoothingError: null,
    nestErrors: [...errors.standard.subarray(p)],
    heterogeneity: { kind: "none" },
  };
}

function describeNormal(design: ChoiceDesign, fit: NormalFit): Description {
  const p = design.parameters;
  const { population, scores } = fit;
  if (population.kind !== "normal") throw new TypeError("a normal fit has a normal population");
  const covariance = covarianceOfScores(scores, 2 * p);
  const standard = rootDiagonal(covariance, 2 * p);
  const scales = parameterScales(design.frame);
  const names = parameterNames(design.frame);
  const byName = (value: (i: number) => number) =>
    Object.fromEntries(names.map((name, i) => [name, value(i)]));
  return {
    ...named(design, population.mean, { standard, clustered: standard }),
    smoothingError: null,
    nestErrors: [],
    heterogeneity: {
      kind: "random",
      standardDeviations: byName((i) => Math.sqrt(population.covariance[i * p + i]!) / scales[i]!),
      covariance: names.map((_, i) =>
        names.map((_, j) => population.covariance[i * p + j]! / (scales[i]! * scales[j]!)),
      ),
      correlated: population.covariance.some((value, at) => at % (p + 1) !== 0 && value !== 0),
      personas: Object.fromEntries(
        design.frame.personas.map((name, g) => [
          name,
          byName((i) => population.offsets[g]![i]! / scales[i]!),
        ]),
      ),
      personaVariances: byName((i) => population.offsetVariance[i]! / (scales[i]! * scales[i]!)),
    },
  };
}

function describeClasses(design: ChoiceDesign, fit: ClassFit): Description {
  const p = design.parameters;
  const { choosers, chooserStart } = design;
  const { shares, thetas, memberships } = fit;
  const classes = shares.length;
  const size = classes * p + classes - 1;
  const scores = new Float64Array(choosers * size);
  const room = logitRoom(design);
  for (let h = 0; h < choosers; h++) {
    for (let c = 0; c < classes; c++) {
      const weight = memberships[h * classes + c]!;
      const gradient = scores.subarray(h * size + c * p, h * size + (c + 1) * p);
      const range = { from: chooserStart[h]!, to: chooserStart[h + 1]!, weight };
      addLogitSums(design, thetas[c]!, range, { gradient, room });
      if (c > 0) scores[h * size + classes * p + c - 1] = weight - shares[c]!;
    }
  }
  const covariance = covarianceOfScores(scores, size);
  const mean = new Float64Array(p);
  const standard = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    for (let c = 0; c < classes; c++) mean[i] = mean[i]! + shares[c]! * thetas[c]![i]!;
    // Delta method: by each class's coefficient its share, by its logit share × (its own − the mean).
    const slope = new Float64Array(size);
    for (let c = 0; c < classes; c++) {
      slope[c * p + i] = shares[c]!;
      if (c > 0) slope[classes * p + c - 1] = shares[c]! * (thetas[c]![i]! - mean[i]!);
    }
    let variance = 0;
    for (let a = 0; a < size; a++) {
      if (slope[a] === 0) continue;
      for (let b = 0; b < size; b++) variance += slope[a]! * covariance[a * size + b]! * slope[b]!;
    }
    standard[i] = Math.sqrt(Math.max(0, variance));
  }
  const scales = parameterScales(design.frame);
  const names = parameterNames(design.frame);
  return {
    ...named(design, mean, { standard, clustered: standard }),
    smoothingError: null,
    nestErrors: [],
    heterogeneity: {
      kind: "classes",
      classes: thetas.map((theta, c) => ({
        share: shares[c]!,
        coefficients: Object.fromEntries(names.map((name, i) => [name, theta[i]! / scales[i]!])),
      })),
    },
  };
}

function named(design: ChoiceDesign, theta: Float64Array, { standard, clustered }: ChoiceErrors) {
  const scales = parameterScales(design.frame);
  const names = parameterNames(design.frame);
  const byName = (values: Float64Array) =>
    Object.fromEntries(names.map((name, i) => [name, values[i]! / scales[i]!]));
  return {
    coefficients: byName(theta),
    standardErrors: byName(standard),
    clusteredStandardErrors: byName(clustered),
  };
}

function rootDiagonal(a: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.max(0, a[i * n + i]!)));
}
