import type { ProductColumns } from "./demand-row.js";

/** Columns of a product with what its groups have in common taken out. */
export interface WithinColumns {
  readonly source: ProductColumns;
  /** Whether each group's mean was taken out, or only the product's. */
  readonly absorbed: boolean;
  /** Number of means taken out. */
  readonly effects: number;
  /** Sum of the rows' weights; their number where they count alike. */
  readonly weight: number;
  /** Centred, times the root of the row's weight; row-major, rows × columns. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Xᵀ X of the centred columns, row-major, columns × columns. */
  readonly gram: Float64Array;
  /** Xᵀ y. */
  readonly cross: Float64Array;
  /** yᵀ y. */
  readonly square: number;
  /** Whether a column moves at all once it is centred. */
  readonly moves: readonly boolean[];
  /** Means of the columns over all rows. */
  readonly means: Float64Array;
  readonly meanY: number;
}

/** Below this standard deviation (of logs, or relative to its size) a centred column is rounding error. */
const MOVES = 1e-9;

/**
 * Takes group means out of a product's columns (the within transformation), which absorbs an effect per group.
 *
 * Where hardly a group has two rows, or no group ever changed its price, only the product's mean is taken out.
 *
 * @see Wooldridge, Econometric Analysis of Cross Section and Panel Data (2010), section 10.5
 */
export function within(source: ProductColumns, { needed }: { needed: number }): WithinColumns {
  const { rows, groups } = source;
  if (rows - groups.length >= needed + 1) {
    const absorbed = centre(source, { absorbed: true });
    if (absorbed.moves[0] || !centre(source, { absorbed: false }).moves[0]) return absorbed;
  }
  return centre(source, { absorbed: groups.length === 1 });
}

function centre(source: ProductColumns, { absorbed }: { absorbed: boolean }): WithinColumns {
  const { rows, columns: k, cell } = source;
  const effects = absorbed ? source.groups.length : 1;
  const of = (r: number) => (absorbed ? cell[r]! : 0);
  const x = source.x.slice();
  const y = source.y.slice();
  const weightAt = (r: number) => (source.weights === null ? 1 : source.weights[r]!);
  const counts = new Float64Array(effects);
  const sums = new Float64Array(effects * (k + 1));
  const means = new Float64Array(k);
  let meanY = 0;
  for (let r = 0; r < rows; r++) {
    const g = of(r);
    const weight = weightAt(r);
    counts[g] = counts[g]! + weight;
    for (let j = 0; j < k; j++) {
      sums[g * (k + 1) + j] = sums[g * (k + 1) + j]! + weight * x[r * k + j]!;
      means[j] = means[j]! + x[r * k + j]! / rows;
    }
    sums[g * (k + 1) + k] = sums[g * (k + 1) + k]! + weight * y[r]!;
    meanY += y[r]! / rows;
  }
  const gram = new Float64Array(k * k);
  const cross = new Float64Array(k);
  let square = 0;
  for (let r = 0; r < rows; r++) {
    const g = of(r);
    const root = Math.sqrt(weightAt(r));
    for (let j = 0; j < k; j++) {
      x[r * k + j] = root * (x[r * k + j]! - sums[g * (k + 1) + j]! / counts[g]!);
    }
    y[r] = root * (y[r]! - sums[g * (k + 1) + k]! / counts[g]!);
    for (let j = 0; j < k; j++) {
      const value = x[r * k + j]!;
      cross[j] = cross[j]! + value * y[r]!;
      for (let l = 0; l <= j; l++) gram[j * k + l] = gram[j * k + l]! + value * x[r * k + l]!;
    }
    square += y[r]! * y[r]!;
  }
  let weight = 0;
  for (const count of counts) weight += count;
  const moves: boolean[] = [];
  for (let j = 0; j < k; j++) {
    for (let l = 0; l < j; l++) gram[l * k + j] = gram[j * k + l]!;
    const spread = Math.sqrt(gram[j * k + j]! / weight);
    moves.push(spread > MOVES * Math.max(Math.abs(means[j]!), spreadOf(source, j)));
  }
  return { source, absorbed, effects, weight, x, y, gram, cross, square, moves, means, meanY };
}

/** Largest distance of a column's values from its first. */
function spreadOf({ x, rows, columns }: ProductColumns, j: number): number {
  let largest = 0;
  for (let r = 1; r < rows; r++) {
    largest = Math.max(largest, Math.abs(x[r * columns + j]! - x[j]!));
  }
  return largest;
}
