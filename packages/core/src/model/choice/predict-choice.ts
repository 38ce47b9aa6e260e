import { CoreError } from "../../error.js";
import type { ChoiceModel } from "./choice-model.js";
import {
  type ChoiceDesign,
  type ChoiceFrame,
  parameterNames,
  parameterScales,
  toDesign,
} from "./design.js";
import { predictRecords } from "./forecast.js";
import { fillLoyalty } from "./loyalty-state.js";
import type { ChoiceOccasion } from "./occasion.js";
import type { Estimate, Population } from "./population.js";

/** Points that stand for a chooser's coefficients in a forecast. */
export const FORECAST_POINTS = 256;

/**
 * Probability of each alternative of each occasion, from the model and from what the same chooser did earlier in the list: the loyalty
 * state and what is believed of the chooser's tastes. An occasion's own choice, and later ones, are not used.
 *
 * @param occasions - in order of time; `chosen` may be absent
 * @returns one record for each occasion, in the order of the list; it sums to 1 over the alternatives that were there
 * @throws CoreError `no_data`, `unknown_key` for an alternative that the model does not know, `not_finite`, `invalid_input`
 */
export function predictChoice(
  model: ChoiceModel,
  occasions: readonly ChoiceOccasion[],
): Record<string, number>[] {
  if (occasions.length === 0) return [];
  const { design, estimate } = readModel(model, occasions);
  return predictRecords(design, estimate, { points: FORECAST_POINTS, seed: model.seed });
}

/** A model in working units, and occasions as its columns. */
export function readModel(
  model: ChoiceModel,
  occasions: readonly ChoiceOccasion[],
): { design: ChoiceDesign; estimate: Estimate } {
  const frame = frameOfModel(model);
  const design = toDesign(occasions, frame);
  const initial = Float64Array.from(model.alternatives, (name) => model.initialShares[name] ?? 0);
  const smoothing = model.loyalty?.smoothing ?? null;
  if (smoothing !== null) fillLoyalty(design, { smoothing, initial });
  const estimate: Estimate = {
    population: populationOf(model, frame),
    smoothing,
    initial,
    nests:
      model.nests === null
        ? null
        : {
            of: Int32Array.from(model.alternatives, (name) =>
              model.nests!.findIndex(({ alternatives }) => alternatives.includes(name)),
            ),
            dissimilarity: Float64Array.from(model.nests, ({ dissimilarity }) => dissimilarity),
          },
    logLikelihood: model.logLikelihood,
    iterations: model.iterations,
    converged: model.converged,
  };
  return { design, estimate };
}

function frameOfModel({
  alternatives,
  base,
  attributes,
  constants,
  loyalty,
  terms,
  heterogeneity,
}: ChoiceModel): ChoiceFrame {
  return {
    alternatives,
    base,
    attributes,
    constants,
    loyalty: loyalty !== null,
    terms: terms.map(({ name, attribute, curve, scale }) => ({
      name,
      attribute: attributes.indexOf(attribute),
      curve,
      scale,
    })),
    personas: heterogeneity.kind === "random" ? Object.keys(heterogeneity.personas) : [],
  };
}

function populationOf(
  { coefficients, heterogeneity }: ChoiceModel,
  frame: ChoiceFrame,
): Population {
  const names = parameterNames(frame);
  const scales = parameterScales(frame);
  const working = (values: Readonly<Record<string, number>>) =>
    Float64Array.from(names, (name, i) => {
      const value = values[name];
      if (value === undefined) {
        throw new CoreError("invalid_input", `the model has no coefficient ${name}`);
      }
      return value * scales[i]!;
    });
  if (heterogeneity.kind === "none") {
    return { kind: "points", shares: Float64Array.of(1), thetas: [working(coefficients)] };
  }
  if (heterogeneity.kind === "classes") {
    return {
      kind: "points",
      shares: Float64Array.from(heterogeneity.classes, ({ share }) => share),
      thetas: heterogeneity.classes.map((each) => working(each.coefficients)),
    };
  }
  const p = names.length;
  const covariance = new Float64Array(p * p);
  heterogeneity.covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      covariance[i * p + j] = value * scales[i]! * scales[j]!;
    });
  });
  return {
    kind: "normal",
    mean: working(coefficients),
    covariance,
    offsets: Object.values(heterogeneity.personas).map(working),
    offsetVariance: Float64Array.from(
      names,
      (name, i) => (heterogeneity.personaVariances[name] ?? 0) * scales[i]! * scales[i]!,
    ),
  };
}
