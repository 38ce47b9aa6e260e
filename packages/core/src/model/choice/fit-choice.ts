import { CoreError } from "../../error.js";
import { log } from "../../math/index.js";
import type { FitOptions } from "../fit-progress.js";
import type { ChoiceModel } from "./choice-model.js";
import { describeFit, describeNested } from "./describe-fit.js";
import { type ChoiceDesign, toDesign } from "./design.js";
import { fitNested, nestNumbers } from "./fit-nested.js";
import { frameOf } from "./frame.js";
import type { ChoiceOccasion } from "./occasion.js";
import { selectVariant } from "./select-variant.js";
import { FULL_EFFORT, fitVariant, PLAIN, variantName } from "./variant.js";
import { weaknessesOf } from "./weakness.js";

/** What a choice model is fitted to, and what is left to the data. */
export interface ChoiceOptions extends FitOptions {
  /** Attributes of alternatives that utilities are made of. */
  readonly attributes: readonly string[];
  /** Their order; of first appearance unless told. */
  readonly alternatives?: readonly string[];
  /** Alternative whose constant is 0; the first unless told. */
  readonly base?: string;
  /** Whether alternatives have constants; false for choices among nameless alternatives. True unless told. */
  readonly constants?: boolean;
  /** Loyalty state: "auto" keeps it where it foretells better, "estimated" always, a number fixes its smoothing. */
  readonly loyalty?: "auto" | "estimated" | false | number;
  /** Latent classes: a number asks for just that model, 1 for plain multinomial logit. */
  readonly classes?: "auto" | number;
  /** Whether coefficients differ from chooser to chooser; "auto" unless classes are a number. */
  readonly heterogeneity?: "auto" | "none" | "random";
  /** Whether random coefficients are correlated. */
  readonly correlated?: "auto" | boolean;
  /** Attributes whose effect may bend; "auto" tries those that are positive with many values, unless classes are a number or nests are given. */
  readonly curves?: "auto" | readonly string[];
  /** Nests of alternatives, by name; makes a nested logit without heterogeneity. */
  readonly nests?: Readonly<Record<string, readonly string[]>>;
  /** Attribute that is the price: elasticities are by it, and a positive effect is told. */
  readonly price?: string;
}

type Settled = Required<
  Omit<ChoiceOptions, "onProgress" | "price" | "nests" | "alternatives" | "base">
>;

/**
 * Fits how choosers choose among alternatives: multinomial logit, and where held-out choosers say that it pays, with a loyalty state,
 * bent effects, latent classes or random coefficients.
 *
 * @param occasions - those of a chooser in order of time; other choosers may lie between
 * @throws CoreError `no_data`, `invalid_input`, `not_finite`, `unknown_key`, `out_of_range`; `no_variation` and `not_positive_definite` where
 * the data cannot tell an effect; what `onProgress` throws
 * @see Train, Discrete Choice Methods with Simulation, 2nd edition (2009)
 */
export function fitChoice(
  occasions: readonly ChoiceOccasion[],
  options: ChoiceOptions,
): ChoiceModel {
  const settled = settle(options);
  const { constants, loyalty, classes, heterogeneity, correlated, curves, seed } = settled;
  const { attributes, alternatives, base, nests, price, onProgress } = options;
  if (price !== undefined && !attributes.includes(price)) {
    throw new CoreError("unknown_key", `price ${price} is not among ${attributes.join(", ")}`);
  }
  onProgress?.({ stage: "occasions", done: 0 });
  const question = { attributes, alternatives, base, constants };
  const plainFrame = frameOf(occasions, { ...question, loyalty: false, curved: [] });
  const isPlain =
    loyalty === false && classes === 1 && heterogeneity === "none" && curves.length === 0;
  const { variant, backtest } =
    isPlain || !isOpen(settled)
      ? { variant: fixedVariant(settled), backtest: null }
      : selectVariant(occasions, {
          question,
          loyalty: attributes.includes("loyalty") ? false : loyalty,
          classes,
          heterogeneity,
          correlated,
          curves,
          seed,
          onProgress,
        });
  const hasLoyalty = variant.smoothing !== null;
  const frame =
    hasLoyalty || variant.curved.length > 0
      ? frameOf(occasions, { ...question, loyalty: hasLoyalty, curved: variant.curved })
      : plainFrame;
  const design = toDesign(occasions, frame);
  const fit = fitVariant(design, variant, { effort: FULL_EFFORT, seed, onProgress });
  const nested =
    nests === undefined
      ? null
      : { ...nestNumbers(nests, frame.alternatives), start: fit.plain.theta };
  const nestedFit =
    nested === null
      ? null
      : fitNested(design, {
          of: nested.of,
          nests: nested.names.length,
          start: nested.start,
          smoothing: fit.estimate.smoothing,
          initial: fit.estimate.initial,
        });
  const told =
    nestedFit === null
      ? describeFit(design, fit, variant.movesSmoothing)
      : describeNested(design, nestedFit);
  const isAlone =
    !hasLoyalty && variant.curved.length === 0 && fit.kind === "plain" && nested === null;
  const plain = isAlone ? { told, fit } : plainBeside(occasions, plainFrame);
  const { estimate } = nestedFit === null ? fit : { estimate: nestedFit };
  return {
    kind: "choice",
    version: 1,
    method: nested === null ? variantName(variant) : `nested ${variantName(variant)}`,
    alternatives: [...frame.alternatives],
    base: frame.base,
    attributes: [...attributes],
    price: price ?? null,
    terms: frame.terms.map(({ name, attribute, curve, scale }) => ({
      name,
      attribute: attributes[attribute]!,
      curve,
      scale,
    })),
    constants,
    coefficients: told.coefficients,
    standardErrors: told.standardErrors,
    clusteredStandardErrors: told.clusteredStandardErrors,
    logLikelihood: estimate.logLikelihood,
    equalSharesLogLikelihood: equalShares(design),
    plain: {
      coefficients: plain.told.coefficients,
      standardErrors: plain.told.standardErrors,
      clusteredStandardErrors: plain.told.clusteredStandardErrors,
      logLikelihood: plain.fit.estimate.logLikelihood,
    },
    initialShares: Object.fromEntries(
      frame.alternatives.map((name, j) => [name, estimate.initial[j]!]),
    ),
    loyalty:
      estimate.smoothing === null
        ? null
        : {
            smoothing: estimate.smoothing,
            standardError: told.smoothingError,
            estimated: variant.movesSmoothing,
          },
    heterogeneity: told.heterogeneity,
    nests:
      nestedFit === null || nested === null
        ? null
        : nested.names.map((name, m) => ({
            name,
            alternatives: frame.alternatives.filter((_, j) => nested.of[j] === m),
            dissimilarity: nestedFit.nests.dissimilarity[m]!,
            standardError: told.nestErrors[nestedFit.free.indexOf(m)] ?? null,
          })),
    ranges: rangesOf(occasions, attributes),
    rows: design.chosen.reduce((count, row) => count + (row < 0 ? 0 : 1), 0),
    choosers: design.choosers,
    from: occasions[0]?.at ?? null,
    to: occasions.at(-1)?.at ?? null,
    seed,
    iterations: estimate.iterations,
    converged: estimate.converged,
    backtest,
    weaknesses: weaknessesOf(design, { fit, plain: plain.fit, told, price, nested: nestedFit }),
  };
}

function settle(options: ChoiceOptions): Settled {
  const { attributes, constants = true, seed = 0, classes = "auto", nests } = options;
  const asked = typeof classes === "number" || nests !== undefined;
  const {
    loyalty = nests === undefined ? "auto" : false,
    heterogeneity = asked ? "none" : "auto",
    correlated = "auto",
    curves = asked ? [] : "auto",
  } = options;
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new CoreError("out_of_range", `seed ${seed}, expected an integer from 0`);
  }
  if (
    typeof classes === "number" &&
    !(Number.isInteger(classes) && classes >= 1 && classes <= 20)
  ) {
    throw new CoreError("out_of_range", `${classes} classes, expected 1 to 20`);
  }
  if (typeof loyalty === "number" && !(loyalty >= 0 && loyalty < 1)) {
    throw new CoreError("out_of_range", `loyalty smoothing ${loyalty}, expected 0 to below 1`);
  }
  if (nests !== undefined && (heterogeneity !== "none" || (classes !== "auto" && classes > 1))) {
    throw new CoreError(
      "invalid_input",
      "found nests with classes or heterogeneity, expected one of them",
    );
  }
  if (typeof classes === "number" && classes > 1 && heterogeneity === "random") {
    throw new CoreError(
      "invalid_input",
      `found ${classes} classes with random coefficients, expected one of them`,
    );
  }
  return {
    attributes,
    constants,
    loyalty,
    classes: nests === undefined ? classes : 1,
    heterogeneity,
    correlated,
    curves,
    seed,
  };
}

/** Whether something is left to held-out scores. */
function isOpen({ loyalty, classes, heterogeneity, correlated, curves }: Settled): boolean {
  return (
    loyalty === "auto" ||
    (classes === "auto" && heterogeneity === "auto") ||
    curves === "auto" ||
    (heterogeneity === "random" && correlated === "auto") ||
    heterogeneity === "auto"
  );
}

function fixedVariant({ loyalty, classes, heterogeneity, correlated, curves }: Settled) {
  return {
    ...PLAIN,
    curved: curves === "auto" ? [] : curves,
    smoothing: typeof loyalty === "number" ? loyalty : loyalty === "estimated" ? 0.7 : null,
    movesSmoothing: loyalty === "estimated",
    classes: classes === "auto" ? 1 : classes,
    random: heterogeneity === "random",
    correlated: heterogeneity === "random" && correlated === true,
  };
}

function plainBeside(occasions: readonly ChoiceOccasion[], frame: Parameters<typeof toDesign>[1]) {
  const design = toDesign(occasions, frame);
  const fit = fitVariant(design, PLAIN, { effort: FULL_EFFORT, seed: 0 });
  return { fit, told: describeFit(design, fit, false) };
}

function equalShares({ occasions, chosen, rowStart }: ChoiceDesign): number {
  let total = 0;
  for (let t = 0; t < occasions; t++) {
    if (chosen[t]! >= 0) total -= log(rowStart[t + 1]! - rowStart[t]!);
  }
  return total;
}

function rangesOf(occasions: readonly ChoiceOccasion[], attributes: readonly string[]) {
  return Object.fromEntries(
    attributes.map((name) => {
      let low = Infinity;
      let high = -Infinity;
      let sum = 0;
      let rows = 0;
      for (const { alternatives } of occasions) {
        for (const values of Object.values(alternatives)) {
          const value = values[name]!;
          low = Math.min(low, value);
          high = Math.max(high, value);
          sum += value;
          rows++;
        }
      }
      return [name, { low, high, mean: sum / rows }];
    }),
  );
}
