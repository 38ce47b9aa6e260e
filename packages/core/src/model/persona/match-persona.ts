import { CoreError } from "../../error.js";
import type { PersonaModel } from "./persona-model.js";
import { place } from "./place.js";
import { standardise } from "./trait-scale.js";
import { checkValue } from "./trait-table.js";

/** To which persona a customer belongs, and how sure that is. */
export interface PersonaMatch {
  /** Id of the persona, or null for a customer who is like none of them. */
  readonly persona: string | null;
  /** Probability of the persona; where it is null, of the nearest one if the customer did belong to any. */
  readonly probability: number;
  /** The likeliest persona, whether the customer belongs to it or not. */
  readonly nearest: string;
  /** Probability of every persona, given that the customer belongs to one; sums to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Distance to the nearest component, in its standard deviations. */
  readonly distance: number;
  /** Distance above which a customer belongs to none. */
  readonly threshold: number;
}

/**
 * The persona of a customer by the model's densities, or none where the customer is farther from all than the model's threshold or
 * likelier to be scattered noise.
 *
 * @param traits - by name; those that are absent are left out of account, those that the model does not know are ignored
 * @throws CoreError `not_finite`, `no_data` where no trait of the model is given
 */
export function matchPersona(
  model: PersonaModel,
  traits: Readonly<Record<string, number>>,
): PersonaMatch {
  let known = 0;
  const values = model.traits.map((scale) => {
    const value = traits[scale.trait];
    if (value === undefined) return Number.NaN;
    checkValue(value, scale.trait, "customer");
    known++;
    return standardise(value, scale);
  });
  if (known === 0) {
    throw new CoreError(
      "no_data",
      `found none of the traits ${model.traits.map(({ trait }) => trait).join(", ")}, expected at least one`,
    );
  }
  const { shares, noise, squaredDistance, threshold, nearest, belongs } = place(model, values);
  return {
    persona: belongs ? nearest : null,
    probability: belongs ? (1 - noise) * shares[nearest]! : shares[nearest]!,
    nearest,
    probabilities: shares,
    distance: Math.sqrt(squaredDistance),
    threshold: Math.sqrt(threshold),
  };
}
