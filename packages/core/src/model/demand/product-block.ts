import { square } from "../../math/index.js";
import { kindOf, type PooledProducts, type ProductCoefficients } from "./pool-products.js";
import type { WithinColumns } from "./within.js";

/** A number and how far it may be off. */
export interface EstimatedNumber {
  readonly value: number;
  readonly standardError: number;
}

/** A record of values by name, whatever the names are. */
export const recordOf = <T>(names: readonly string[], values: readonly T[]): Record<string, T> =>
  Object.fromEntries(names.map((name, i) => [name, values[i]!]));

/**
 * A product's elasticities and effects by name.
 *
 * A column that never moved takes what the products have in common, with their spread; without shrinkage it has none.
 */
export function blockOf(
  data: WithinColumns,
  {
    coefficients,
    hypers,
    errors,
    covariates,
    shrinkage,
  }: {
    coefficients: ProductCoefficients;
    hypers: PooledProducts["hyper"];
    errors: Float64Array;
    covariates: readonly string[];
    shrinkage: "auto" | "none";
  },
): {
  elasticities: Record<string, EstimatedNumber>;
  effects: Record<string, EstimatedNumber>;
} {
  const { source, moves } = data;
  const estimate = (j: number): EstimatedNumber[] => {
    if (moves[j]) return [{ value: coefficients.values[j]!, standardError: errors[j]! }];
    const hyper = hypers[kindOf(data, j)];
    if (!hyper || (shrinkage === "none" && j > 0)) return [];
    const standardError = Math.sqrt(square(hyper.spread) + square(hyper.standardError));
    return [{ value: hyper.mean, standardError }];
  };
  const entries = (names: readonly string[], first: number) =>
    Object.fromEntries(names.flatMap((name, i) => estimate(first + i).map((one) => [name, one])));
  return {
    elasticities: entries(source.priced, 0),
    effects: entries(covariates, source.priced.length),
  };
}
