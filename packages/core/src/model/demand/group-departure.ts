import { countLevels } from "./count-level.js";
import type { DemandModel } from "./demand-model.js";
import type { ProductColumns } from "./demand-row.js";
import { cellMoments, departuresOf, fitHeterogeneity, responsesOf } from "./heterogeneity.js";
import { fitLevels, type LevelEstimate } from "./level.js";
import type { ProductCoefficients } from "./pool-products.js";
import type { EstimatedNumber } from "./product-block.js";
import type { WithinColumns } from "./within.js";

type Departure = DemandModel["groups"][string][string];

/** What groups have of their own, and where products stand in a usual group. */
export interface GroupedDemand {
  /** Level of each product in a usual group. */
  readonly levels: readonly EstimatedNumber[];
  /** Standard deviation of a pair's level around product and group. */
  readonly groupSpread: number;
  readonly groupLevels: Record<string, EstimatedNumber>;
  /** Noise of each product once its groups differ. */
  readonly variances: Float64Array;
  readonly departures: readonly ((covariates: readonly string[]) => Record<string, Departure>)[];
  readonly heterogeneity: (covariates: readonly string[]) => Record<string, number>;
  readonly converged: boolean;
}

/**
 * What each group has of its own around its product: responses drawn towards the product's, then its level.
 *
 * @param options.residuals - of each product's centred rows from its own coefficients
 * @param options.counts - where units are counts: all rows, those of groups that never sold among them
 */
export function fitGroups(
  data: readonly WithinColumns[],
  {
    products,
    residuals,
    freedom,
    shrinkage,
    counts,
  }: {
    products: readonly ProductCoefficients[];
    residuals: readonly Float64Array[];
    freedom: readonly number[];
    shrinkage: "auto" | "none";
    counts: { sources: readonly ProductColumns[]; overdispersion: number } | null;
  },
): GroupedDemand {
  const moments = data.map((each, product) =>
    each.absorbed ? cellMoments(each, { product, residuals: residuals[product]! }) : [],
  );
  const responses = responsesOf(data[0]!).length;
  const spreads =
    shrinkage === "auto"
      ? fitHeterogeneity(moments.flat(), {
          responses,
          freedom,
          variances: products.map(({ variance }) => variance),
        })
      : null;
  const variances = spreads?.variances ?? Float64Array.from(products, ({ variance }) => variance);
  const ratios = spreads?.ratios ?? new Float64Array(responses);
  const sources = counts?.sources ?? data.map(({ source }) => source);
  const names = [...new Set(sources.flatMap(({ groups }) => groups))];
  const position = new Map(names.map((name, g) => [name, g]));
  const departed = moments.map((cells, p) =>
    cells.map((cell) => departuresOf(cell, { ratios, variance: variances[p]! })),
  );
  const shape = { products: data.length, groups: names.length, shrunk: shrinkage === "auto" };
  const cellsOf = data.map(({ source }) => new Map(source.groups.map((name, g) => [name, g])));
  const departureOf = (p: number, name: string) => departed[p]![cellsOf[p]!.get(name) ?? -1];
  const levels =
    counts === null
      ? fitLevels(
          data.flatMap((each, product) =>
            levelsOf(each, {
              product,
              coefficients: products[product]!,
              departed: departed[product]!,
              variance: variances[product]!,
              groupOf: (name) => position.get(name)!,
            }),
          ),
          shape,
        )
      : countLevels(sources, {
          ...shape,
          overdispersion: counts.overdispersion,
          groupOf: (name) => position.get(name)!,
          productAt: (p) => ({
            means: data[p]!.means,
            responses: responsesOf(data[p]!),
            values: products[p]!.values,
            variance: variances[p]!,
            departureOf: (name) => departureOf(p, name),
          }),
        });
  const usual = sources.flatMap(({ groups }, p) => groups.map(() => p));
  return {
    levels: data.map((_, p) => ({
      value: levels.product[p]!,
      standardError: Math.sqrt(levels.productVariance[p]!),
    })),
    groupSpread: levels.ownSpread,
    groupLevels: Object.fromEntries(
      names.map((name, g) => [
        name,
        { value: levels.group[g]!, standardError: Math.sqrt(levels.groupVariance[g]!) },
      ]),
    ),
    variances,
    departures: sources.map((source, p) => (covariates) => {
      const first = usual.indexOf(p);
      return Object.fromEntries(
        source.groups.map((name, g): [string, Departure] => {
          const i = first + g;
          const departure = departureOf(p, name);
          const at = (m: number): EstimatedNumber => ({
            value: departure?.values[m] ?? 0,
            standardError: Math.sqrt(departure?.covariance[m * (responses + 1)] ?? 0),
          });
          const level = {
            value: levels.own[i]!,
            standardError: Math.sqrt(levels.ownVariance[i]!),
          };
          const effects = Object.fromEntries(
            covariates.map((covariate, c) => [covariate, at(c + 1)]),
          );
          return [name, { level, own: at(0), effects }];
        }),
      );
    }),
    heterogeneity: (covariates) => {
      let variance = 0;
      for (const each of variances) variance += each / variances.length;
      const sd = (m: number) => Math.sqrt(ratios[m]! * variance);
      return Object.fromEntries(["own", ...covariates].map((name, m) => [name, sd(m)]));
    },
    converged: spreads?.converged ?? true,
  };
}

/** What a product sold in each group beyond what its conditions there explain. */
function levelsOf(
  data: WithinColumns,
  {
    product,
    coefficients,
    departed,
    variance,
    groupOf,
  }: {
    product: number;
    coefficients: ProductCoefficients;
    departed: readonly { values: Float64Array; covariance: Float64Array }[];
    variance: number;
    groupOf: (name: string) => number;
  },
): LevelEstimate[] {
  const { source, means } = data;
  const k = source.columns;
  const responses = responsesOf(data);
  const sums = new Float64Array(source.groups.length * (k + 1));
  const counts = new Float64Array(source.groups.length);
  for (let r = 0; r < source.rows; r++) {
    const g = source.cell[r]!;
    counts[g] = counts[g]! + 1;
    for (let j = 0; j < k; j++) {
      sums[g * (k + 1) + j] = sums[g * (k + 1) + j]! + source.x[r * k + j]! - means[j]!;
    }
    sums[g * (k + 1) + k] = sums[g * (k + 1) + k]! + source.y[r]!;
  }
  return source.groups.map((name, g) => {
    const mean = (j: number) => sums[g * (k + 1) + j]! / counts[g]!;
    let value = mean(k);
    for (let j = 0; j < k; j++) value -= mean(j) * coefficients.values[j]!;
    let uncertain = variance / counts[g]!;
    const departure = departed[g];
    if (departure) {
      responses.forEach((j, i) => {
        value -= mean(j) * departure.values[i]!;
        responses.forEach((l, m) => {
          uncertain += mean(j) * mean(l) * departure.covariance[i * responses.length + m]!;
        });
      });
    }
    return { product, group: groupOf(name), value, variance: uncertain };
  });
}
