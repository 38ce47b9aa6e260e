import { square } from "../../math/index.js";
/** How much a product sold in a group, in ln units, at the product's mean conditions. */
export interface LevelEstimate {
  readonly product: number;
  readonly group: number;
  readonly value: number;
  readonly variance: number;
}

/** Levels of products and groups, and what each pair has of its own. */
export interface Levels {
  readonly product: Float64Array;
  readonly productVariance: Float64Array;
  readonly group: Float64Array;
  readonly groupVariance: Float64Array;
  /** What a pair has beyond its product and group, shrunk; one per estimate. */
  readonly own: Float64Array;
  readonly ownVariance: Float64Array;
  /** Standard deviations of the groups' and the pairs' own parts. */
  readonly groupSpread: number;
  readonly ownSpread: number;
}

const ITERATIONS = 200;

/**
 * Level = product + group + own, groups and own parts drawn towards 0 by how much they spread (empirical Bayes, EM).
 *
 * @remarks Groups have a part of their own only where there are several products.
 * @param options.shrunk - whether to draw at all; else each pair keeps its own level
 */
export function fitLevels(
  estimates: readonly LevelEstimate[],
  { products, groups, shrunk }: { products: number; groups: number; shrunk: boolean },
): Levels {
  const product = new Float64Array(products);
  const productVariance = new Float64Array(products);
  const group = new Float64Array(groups);
  const groupVariance = new Float64Array(groups);
  const own = new Float64Array(estimates.length);
  const ownVariance = new Float64Array(estimates.length);
  const byGroup = products > 1 && groups > 2 && shrunk;
  let ownSquare = meanSquare(estimates, products);
  let groupSquare = byGroup ? ownSquare / 2 : 0;
  for (let step = 0; step < ITERATIONS; step++) {
    weighProducts(estimates, { product, productVariance, group, ownSquare, shrunk });
    if (byGroup)
      groupSquare = weighGroups(estimates, {
        product,
        group,
        groupVariance,
        ownSquare,
        groupSquare,
      });
    let around = 0;
    estimates.forEach(({ product: p, group: g, value, variance }, i) => {
      const weight = shrunk ? ownSquare / (ownSquare + variance) : 1;
      own[i] = weight * (value - product[p]! - group[g]!);
      ownVariance[i] = weight * variance;
      around += square(own[i]!) + ownVariance[i]! + square(weight) * groupVariance[g]!;
    });
    const next = around / Math.max(1, estimates.length - products);
    const settled = Math.abs(next - ownSquare) <= 1e-9 * ownSquare;
    ownSquare = next;
    if (settled) break;
  }
  return {
    product,
    productVariance,
    group,
    groupVariance,
    own,
    ownVariance,
    groupSpread: Math.sqrt(groupSquare),
    ownSpread: Math.sqrt(ownSquare),
  };
}

function meanSquare(estimates: readonly LevelEstimate[], products: number): number {
  const sums = new Float64Array(products);
  const counts = new Float64Array(products);
  for (const { product, value } of estimates) {
    sums[product] = sums[product]! + value;
    counts[product] = counts[product]! + 1;
  }
  let squares = 0;
  for (const { product, value } of estimates) {
    squares += square(value - sums[product]! / counts[product]!);
  }
  return squares / Math.max(1, estimates.length - products) + 1e-12;
}

function weighProducts(
  estimates: readonly LevelEstimate[],
  {
    product,
    productVariance,
    group,
    ownSquare,
    shrunk,
  }: {
    product: Float64Array;
    productVariance: Float64Array;
    group: Float64Array;
    ownSquare: number;
    shrunk: boolean;
  },
): void {
  product.fill(0);
  productVariance.fill(0);
  for (const { product: p, group: g, value, variance } of estimates) {
    const weight = shrunk ? 1 / (ownSquare + variance) : 1 / variance;
    product[p] = product[p]! + weight * (value - group[g]!);
    productVariance[p] = productVariance[p]! + weight;
  }
  for (let p = 0; p < product.length; p++) {
    product[p] = product[p]! / productVariance[p]!;
    productVariance[p] = 1 / productVariance[p]!;
  }
}

/** @returns the groups' variance */
function weighGroups(
  estimates: readonly LevelEstimate[],
  {
    product,
    group,
    groupVariance,
    ownSquare,
    groupSquare,
  }: {
    product: Float64Array;
    group: Float64Array;
    groupVariance: Float64Array;
    ownSquare: number;
    groupSquare: number;
  },
): number {
  group.fill(0);
  groupVariance.fill(1 / groupSquare);
  for (const { product: p, group: g, value, variance } of estimates) {
    group[g] = group[g]! + (value - product[p]!) / (ownSquare + variance);
    groupVariance[g] = groupVariance[g]! + 1 / (ownSquare + variance);
  }
  let squares = 0;
  for (let g = 0; g < group.length; g++) {
    groupVariance[g] = 1 / groupVariance[g]!;
    group[g] = group[g]! * groupVariance[g]!;
    squares += square(group[g]!) + groupVariance[g]!;
  }
  return Math.max(1e-12, squares / Math.max(1, group.length - 1));
}
