import { log } from "../../math/index.js";
import { type Neighbours, nearestNeighbours } from "./nearest-neighbours.js";
import type { Points } from "./points.js";

/** Neighbours that a local density is taken from: one for so many rows, within limits. */
const NEIGHBOURS = { rowsEach: 60, least: 8, most: 16 };
/** Least share of the rows, and least number as factor of the neighbours, that a peak is a group's. */
const LEAST_SHARE = 0.01;

/** Peaks of the density of rows, each with the rows that lead up to it. */
export interface DensityPeaks {
  /**
   * How far each peak but the highest stands above the pass to a higher one, greatest first: difference of log densities in standard
   * errors of a local one; Infinity where nothing connects them.
   */
  readonly prominences: readonly number[];
  /** Group of each row when the so many most prominent peaks stay and the others are joined to them; -1 = apart from all. */
  readonly labelsOf: (groups: number) => Int32Array;
}

/**
 * Finds the peaks of a density by joining rows from the densest down along their nearest neighbours.
 *
 * @remarks Local densities are (distance to the k-th neighbour)^-m, m the rows' inherent dimension: a curve has 1 whatever the number of columns.
 * @see Chazal, Guibas, Oudot and Skraba, Persistence-based clustering in Riemannian manifolds, Journal of the ACM 60 (2013)
 * @see Levina and Bickel, Maximum likelihood estimation of intrinsic dimension, NIPS 17 (2004)
 */
export function densityPeaks(points: Points): DensityPeaks {
  const { rows } = points;
  const count = Math.min(
    rows - 1,
    Math.max(NEIGHBOURS.least, Math.min(NEIGHBOURS.most, Math.round(rows / NEIGHBOURS.rowsEach))),
  );
  const neighbours = nearestNeighbours(points, { count });
  const heights = logDensities(neighbours, rows);
  const order = Array.from({ length: rows }, (_, i) => i).sort(
    (a, b) => heights[b]! - heights[a]! || a - b,
  );
  const land = {
    heights,
    order,
    links: linksOf(neighbours, rows),
    least: Math.max(count, LEAST_SHARE * rows),
  };
  const { prominences, apart } = climb(land, Infinity);
  const unit = Math.sqrt(count);
  const sorted = prominences.sort((a, b) => b - a);
  return {
    prominences: [
      ...new Array<number>(Math.max(0, apart - 1)).fill(Infinity),
      ...sorted.map((p) => p * unit),
    ],
    labelsOf: (groups) => {
      const kept = Math.max(0, groups - apart);
      const threshold = kept === 0 ? Infinity : sorted[Math.min(kept, sorted.length) - 1]!;
      return climb(land, threshold).labels;
    },
  };
}

interface Land {
  readonly heights: Float64Array;
  /** Rows from the highest down. */
  readonly order: readonly number[];
  readonly links: readonly (readonly number[])[];
  /** Rows below which a peak is none. */
  readonly least: number;
}

/** Joins rows from the highest down; peaks of at least the threshold's prominence stay apart. */
function climb(
  { heights, order, links, least }: Land,
  threshold: number,
): { prominences: number[]; labels: Int32Array; apart: number } {
  const rows = heights.length;
  const above = new Int32Array(rows).fill(-1);
  const sizes = new Float64Array(rows);
  const prominences: number[] = [];
  const peakOf = (row: number): number => {
    let at = row;
    while (above[at] !== at) {
      above[at] = above[above[at]!]!;
      at = above[at]!;
    }
    return at;
  };
  const isHigher = (a: number, b: number) =>
    heights[a]! > heights[b]! || (heights[a] === heights[b] && a < b);
  for (const row of order) {
    const peaks = new Set<number>();
    for (const other of links[row]!) if (above[other] !== -1) peaks.add(peakOf(other));
    let top = row;
    for (const peak of peaks) if (top === row || isHigher(peak, top)) top = peak;
    above[row] = top;
    sizes[top]! += 1;
    for (const peak of peaks) {
      if (peak === top) continue;
      const prominence = heights[peak]! - heights[row]!;
      const counts = sizes[peak]! >= least;
      if (counts && prominence >= threshold) continue;
      if (counts) prominences.push(prominence);
      above[peak] = top;
      sizes[top]! += sizes[peak]!;
    }
  }
  const labels = new Int32Array(rows).fill(-1);
  const names = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const peak = peakOf(row);
    if (sizes[peak]! < least) continue;
    const name = names.get(peak) ?? names.size;
    names.set(peak, name);
    labels[row] = name;
  }
  return { prominences, labels, apart: names.size };
}

function logDensities({ distances, count }: Neighbours, rows: number): Float64Array {
  let total = 0;
  let terms = 0;
  for (let i = 0; i < rows; i++) {
    const far = distances[(i + 1) * count - 1]!;
    for (let at = i * count; at < (i + 1) * count - 1; at++) {
      if (!(distances[at]! > 0)) continue;
      total += log(far / distances[at]!);
      terms++;
    }
  }
  const dimension = total > 0 ? terms / total : 1;
  let least = Infinity;
  for (let i = 0; i < rows; i++) {
    const far = distances[(i + 1) * count - 1]!;
    if (far > 0 && far < least) least = far;
  }
  // Rows that more than `count` others are the same as stand as high as the densest of the rest.
  return Float64Array.from({ length: rows }, (_, i) => {
    const far = distances[(i + 1) * count - 1]!;
    return -dimension * log(far > 0 ? far : least === Infinity ? 1 : least);
  });
}

/** Neighbours of each row, or whose neighbour it is. */
function linksOf({ nearest, count }: Neighbours, rows: number): number[][] {
  const links: number[][] = Array.from({ length: rows }, () => []);
  for (let i = 0; i < rows; i++) {
    for (let at = i * count; at < (i + 1) * count; at++) {
      links[i]!.push(nearest[at]!);
      links[nearest[at]!]!.push(i);
    }
  }
  return links;
}
