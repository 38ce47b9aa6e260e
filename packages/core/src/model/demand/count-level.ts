import { exp, log } from "../../math/index.js";
import { countWeight } from "./count-model.js";
import type { ProductColumns } from "./demand-row.js";
import { fitLevels, type LevelEstimate, type Levels } from "./level.js";

/** A product as its levels need it. */
interface CountedProduct {
  /** Conditions at which levels are measured. */
  readonly means: Float64Array;
  /** Columns that may differ by group. */
  readonly responses: readonly number[];
  readonly values: Float64Array;
  readonly variance: number;
  readonly departureOf: (
    group: string,
  ) => { values: Float64Array; covariance: Float64Array } | undefined;
}

const MOST_STEPS = 40;
const TOLERANCE = 1e-7;
const LONGEST = 3;
/** Units that stand for none where a level is not drawn towards others and would be minus infinity. */
const INSTEAD = 0.5;

/**
 * Levels of products and groups where units are counts: each step takes what a group sold against what was expected of
 * its level, and draws that towards product and group (penalised quasi-likelihood). A group that sold nothing has a level, too.
 *
 * @see Breslow and Clayton, Approximate inference in generalized linear mixed models, JASA 88 (1993)
 */
export function countLevels(
  sources: readonly ProductColumns[],
  {
    products,
    groups,
    shrunk,
    overdispersion,
    groupOf,
    productAt,
  }: {
    products: number;
    groups: number;
    shrunk: boolean;
    overdispersion: number;
    groupOf: (name: string) => number;
    productAt: (product: number) => CountedProduct;
  },
): Levels {
  const cells = sources.flatMap((source, product) => cellsOf(source, productAt(product), product));
  const at = Float64Array.from(cells, ({ sold, parts }) => {
    let expected = 0;
    for (const part of parts) expected += exp(part);
    return log((sold > 0 ? sold : INSTEAD) / expected);
  });
  for (let step = 0; ; step++) {
    const estimates = cells.map(({ product, name, units, parts, variance, uncertain }, i) => {
      let weights = 0;
      let scores = 0;
      parts.forEach((part, r) => {
        const mean = exp(at[i]! + part);
        const weight = countWeight(mean, overdispersion);
        weights += weight;
        scores += (weight * (units[r]! - mean)) / mean;
      });
      const change = Math.max(-LONGEST, Math.min(LONGEST, scores / weights));
      const group = groupOf(name);
      const found = { value: at[i]! + change, variance: variance / weights + uncertain };
      return { product, group, ...found };
    });
    if (!shrunk) {
      cells.forEach(({ sold }, i) => {
        if (sold === 0) estimates[i] = { ...estimates[i]!, value: at[i]! };
      });
    }
    const levels = fitLevels(estimates, { products, groups, shrunk });
    let moved = 0;
    estimates.forEach(({ product, group }: LevelEstimate, i) => {
      const next = levels.product[product]! + levels.group[group]! + levels.own[i]!;
      moved = Math.max(moved, Math.abs(next - at[i]!));
      at[i] = next;
    });
    if (moved < TOLERANCE || step === MOST_STEPS) return levels;
  }
}

/** Rows of each group: units, and what their conditions add to the level. */
function cellsOf(source: ProductColumns, of: CountedProduct, product: number) {
  const { means, responses, values, variance, departureOf } = of;
  const k = source.columns;
  const q = responses.length;
  const cells = source.groups.map((name) => ({
    product,
    name,
    units: [] as number[],
    parts: [] as number[],
    sold: 0,
    variance,
    uncertain: 0,
    away: new Float64Array(q),
  }));
  const departures = source.groups.map((name) => departureOf(name));
  for (let r = 0; r < source.rows; r++) {
    const cell = cells[source.cell[r]!]!;
    const departure = departures[source.cell[r]!];
    let part = 0;
    for (let j = 0; j < k; j++) part += (source.x[r * k + j]! - means[j]!) * values[j]!;
    responses.forEach((j, i) => {
      const away = source.x[r * k + j]! - means[j]!;
      part += away * (departure?.values[i] ?? 0);
      cell.away[i] = cell.away[i]! + away;
    });
    cell.parts.push(part);
    cell.units.push(source.units[r]!);
    cell.sold += source.units[r]!;
  }
  cells.forEach((cell, g) => {
    const rows = cell.units.length;
    for (let i = 0; i < q; i++) {
      for (let m = 0; m < q; m++) {
        cell.uncertain +=
          (cell.away[i]! / rows) *
          (cell.away[m]! / rows) *
          (departures[g]?.covariance[i * q + m] ?? 0);
      }
    }
  });
  return cells;
}
