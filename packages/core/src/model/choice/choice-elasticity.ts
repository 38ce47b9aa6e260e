import { CoreError } from "../../error.js";
import type { ChoiceModel } from "./choice-model.js";
import { type ChoiceDesign, type ChoiceFrame, toDesign } from "./design.js";
import { fillLoyalty } from "./loyalty-state.js";
import { followChoosers, mixedShares } from "./mixture.js";
import type { ChoiceOccasion } from "./occasion.js";
import type { Estimate } from "./population.js";
import { FORECAST_POINTS, readModel } from "./predict-choice.js";
import { termSlope } from "./term.js";

/** By alternative, then by the alternative whose attribute changes. */
export type ChoiceMatrix = Record<string, Record<string, number>>;

/** Percent change of an alternative's probability by percent change of an attribute, its own and others'. */
export interface ChoiceElasticities {
  readonly attribute: string;
  /** Of the sample: Σ P_nj e_njk / Σ P_nj over occasions where both were there; row j, column k. */
  readonly aggregate: ChoiceMatrix;
  /** Where every attribute is at its alternative's mean, for a chooser without history. */
  readonly atMeans: {
    readonly probabilities: Record<string, number>;
    readonly matrix: ChoiceMatrix;
  };
}

/**
 * Own and cross elasticities of choice probabilities: row j, column k is d ln P_j / d ln x_k.
 *
 * @remarks History stays as observed: what a change does to later choices by loyalty is not in it.
 * @param options.attribute - the model's price unless told
 * @throws CoreError `unknown_key` for an attribute that is not in the model, and as `predictChoice`
 * @see Train, Discrete Choice Methods with Simulation (2009), section 3.6
 */
export function choiceElasticities(
  model: ChoiceModel,
  occasions: readonly ChoiceOccasion[],
  { attribute = model.price ?? undefined }: { attribute?: string | undefined } = {},
): ChoiceElasticities {
  const number = model.attributes.indexOf(attribute ?? "");
  if (attribute === undefined || number < 0) {
    throw new CoreError(
      "unknown_key",
      `attribute ${attribute}, expected one of ${model.attributes.join(", ")}`,
    );
  }
  const { design, estimate } = readModel(model, occasions);
  const aggregate = elasticitiesOf(occasions, {
    design,
    estimate,
    attribute,
    number,
    seed: model.seed,
  });
  const mean = meanOccasion(occasions, model);
  const one = toDesign([mean], design.frame);
  if (estimate.smoothing !== null) {
    fillLoyalty(one, { smoothing: estimate.smoothing, initial: estimate.initial });
  }
  const there = elasticitiesOf([mean], {
    design: one,
    estimate,
    attribute,
    number,
    seed: model.seed,
  });
  return {
    attribute,
    aggregate: aggregate.matrix,
    atMeans: { probabilities: there.shares, matrix: there.matrix },
  };
}

function elasticitiesOf(
  occasions: readonly ChoiceOccasion[],
  {
    design,
    estimate,
    attribute,
    number,
    seed,
  }: { design: ChoiceDesign; estimate: Estimate; attribute: string; number: number; seed: number },
): { matrix: ChoiceMatrix; shares: Record<string, number> } {
  const { frame, rowStart, alternative, place } = design;
  const count = frame.alternatives.length;
  const changes = new Float64Array(count * count);
  const weights = new Float64Array(count * count);
  const totals = new Float64Array(count);
  const out = new Float64Array(count);
  const x = new Float64Array(count);
  followChoosers(design, estimate, { points: FORECAST_POINTS, seed }, (mixture) => {
    const t = mixture.occasion;
    const start = rowStart[t]!;
    const size = rowStart[t + 1]! - start;
    const { alternatives } = occasions[place[t]!]!;
    for (let i = 0; i < size; i++) {
      x[i] = alternatives[frame.alternatives[alternative[start + i]!]!]![attribute]!;
    }
    mixedShares(design, mixture, estimate, out, (share, theta, weight) => {
      for (let k = 0; k < size; k++) {
        const push = weight * worthOf(frame, theta, number, x[k]!) * x[k]!;
        for (let j = 0; j < size; j++) {
          const at = alternative[start + j]! * count + alternative[start + k]!;
          const slope = shareSlope(design, { start, j, k, share, size, nests: estimate.nests });
          changes[at] = changes[at]! + push * slope;
        }
      }
    });
    for (let j = 0; j < size; j++) {
      const own = alternative[start + j]!;
      totals[own] = totals[own]! + out[j]!;
      for (let k = 0; k < size; k++) {
        const at = own * count + alternative[start + k]!;
        weights[at] = weights[at]! + out[j]!;
      }
    }
  });
  const names = frame.alternatives;
  const matrix = Object.fromEntries(
    names.map((row, j) => [
      row,
      Object.fromEntries(
        names.flatMap((column, k) => {
          const weight = weights[j * count + k]!;
          return weight > 0 ? [[column, changes[j * count + k]! / weight]] : [];
        }),
      ),
    ]),
  );
  const shares = Object.fromEntries(names.map((name, j) => [name, totals[j]! / design.occasions]));
  return { matrix, shares };
}

/** d utility / d attribute. */
function worthOf(
  { terms }: ChoiceFrame,
  theta: Float64Array,
  attribute: number,
  x: number,
): number {
  let worth = 0;
  for (let k = 0; k < terms.length; k++) {
    if (terms[k]!.attribute === attribute) worth += theta[k]! * termSlope(terms[k]!, x);
  }
  return worth;
}

/** d P_j / d utility of k, of logit and of nested logit. */
function shareSlope(
  { alternative }: ChoiceDesign,
  {
    start,
    j,
    k,
    share,
    size,
    nests,
  }: {
    start: number;
    j: number;
    k: number;
    share: Float64Array;
    size: number;
    nests: Estimate["nests"];
  },
): number {
  if (nests === null) return share[j]! * ((j === k ? 1 : 0) - share[k]!);
  const nestOf = (i: number) => nests.of[alternative[start + i]!]!;
  if (nestOf(j) !== nestOf(k)) return -share[j]! * share[k]!;
  const lambda = nests.dissimilarity[nestOf(j)]!;
  let nest = 0;
  for (let i = 0; i < size; i++) if (nestOf(i) === nestOf(j)) nest += share[i]!;
  const within = nest > 0 ? share[k]! / nest : 0;
  return share[j]! * ((j === k ? 1 / lambda : 0) + (1 - 1 / lambda) * within - share[k]!);
}

/** All alternatives with the means of their attributes over the occasions where they were there. */
function meanOccasion(
  occasions: readonly ChoiceOccasion[],
  { alternatives, attributes }: ChoiceModel,
): ChoiceOccasion {
  const means = alternatives.flatMap((name) => {
    const there: Readonly<Record<string, number>>[] = [];
    for (const occasion of occasions) {
      const values = occasion.alternatives[name];
      if (values !== undefined) there.push(values);
    }
    if (there.length === 0) return [];
    const own = attributes.map((attribute) => {
      let total = 0;
      for (const each of there) total += each[attribute]!;
      return [attribute, total / there.length] as const;
    });
    return [[name, Object.fromEntries(own)] as const];
  });
  return { chooserId: 0, alternatives: Object.fromEntries(means) };
}
