import {
  chiSquaredQuantile,
  cholesky,
  normal,
  purposeId,
  symmetricEigen,
  uniform,
} from "../../math/index.js";
import { distance } from "./lloyd.js";
import type { PersonaModel } from "./persona-model.js";
import { pooledCovariance } from "./place.js";
import { columnMeans, type Points } from "./points.js";

/** Simulated scatters of each kind: p-values from 1/200 on. */
const REPLICATES = 199;
const SCATTER = purposeId("novelty scatter");

/** Draws of one kind of scatter, into `out`. */
type Scatter = (replicate: number, out: Float64Array) => void;

/**
 * The densest place among unmatched customers, and how probable as dense a one is where they are scattered: over their box, around
 * the personas, or like the spread of all of them.
 *
 * @param points - unmatched customers on the standard scale
 * @returns the greatest of the three p-values; `centre` on the standard scale
 */
export function groupAbove(
  model: PersonaModel,
  points: Points,
  seed: number,
): { pValue: number; centre: Float64Array } {
  const d = points.columns;
  const white = whitener(pooledCovariance(model), d);
  const rows = white(points);
  // As wide as would hold half of a persona like the others.
  const radius = chiSquaredQuantile(0.5, d);
  const { count, row } = densest(rows, radius);
  const centres: Points = white({
    values: Float64Array.from(model.components.flatMap(({ mean }) => mean)),
    rows: model.components.length,
    columns: d,
  });
  const scatters = [
    overBox(rows, seed),
    aroundPersonas(rows, centres, seed),
    likeAll(rows, centres, seed),
  ];
  let pValue = 0;
  const drawn = new Float64Array(rows.values.length);
  for (const scatter of scatters) {
    let asDense = 1;
    for (let replicate = 0; replicate < REPLICATES; replicate++) {
      scatter(replicate, drawn);
      if (densest({ ...rows, values: drawn }, radius).count >= count) asDense++;
    }
    pValue = Math.max(pValue, asDense / (REPLICATES + 1));
  }
  return { pValue, centre: points.values.slice(row * d, (row + 1) * d) };
}

/** Most rows within a squared radius around one of them. */
function densest(
  { values, rows, columns }: Points,
  radius: number,
): { count: number; row: number } {
  const counts = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      if (distance(values, i * columns, values, j * columns, columns) > radius) continue;
      counts[i]! += 1;
      counts[j]! += 1;
    }
  }
  let row = 0;
  for (let i = 1; i < rows; i++) if (counts[i]! > counts[row]!) row = i;
  return { count: counts[row]!, row };
}

function whitener(covariance: Float64Array, d: number): (points: Points) => Points {
  const factor = cholesky(covariance, d);
  return ({ values, rows, columns }) => {
    const out = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let a = 0; a < d; a++) {
        let value = values[i * d + a]!;
        for (let b = 0; b < a; b++) value -= factor[a * d + b]! * out[i * d + b]!;
        out[i * d + a] = value / factor[a * d + a]!;
      }
    }
    return { values: out, rows, columns };
  };
}

/** Uniform over the box of the rows. */
function overBox({ values, rows, columns }: Points, seed: number): Scatter {
  const low = new Float64Array(columns).fill(Infinity);
  const high = new Float64Array(columns).fill(-Infinity);
  for (let at = 0; at < values.length; at++) {
    const j = at % columns;
    low[j] = Math.min(low[j]!, values[at]!);
    high[j] = Math.max(high[j]!, values[at]!);
  }
  return (replicate, out) => {
    for (let at = 0; at < rows * columns; at++) {
      const j = at % columns;
      out[at] = low[j]! + (high[j]! - low[j]!) * uniform(seed, replicate, at, SCATTER);
    }
  };
}

/** Each row as far from its nearest persona as it is, in any direction. */
function aroundPersonas({ values, rows, columns }: Points, centres: Points, seed: number): Scatter {
  const nearest = new Int32Array(rows);
  const far = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let least = Infinity;
    for (let c = 0; c < centres.rows; c++) {
      const square = distance(values, i * columns, centres.values, c * columns, columns);
      if (square >= least) continue;
      least = square;
      nearest[i] = c;
    }
    far[i] = Math.sqrt(least);
  }
  return (replicate, out) => {
    for (let i = 0; i < rows; i++) {
      let square = 0;
      for (let j = 0; j < columns; j++) {
        const value = normal(seed, REPLICATES + replicate, i * columns + j, SCATTER);
        out[i * columns + j] = value;
        square += value * value;
      }
      const scale = far[i]! / Math.sqrt(square);
      for (let j = 0; j < columns; j++) {
        const at = i * columns + j;
        out[at] = centres.values[nearest[i]! * columns + j]! + scale * out[at]!;
      }
    }
  };
}

/** Normal, as wide as the rows or as the personas lie apart, whichever is more in each direction. */
function likeAll(points: Points, centres: Points, seed: number): Scatter {
  const { rows, columns } = points;
  const mean = columnMeans(points);
  const middle = columnMeans(centres);
  const covariance = new Float64Array(columns * columns);
  const add = ({ values, rows: count }: Points, around: Float64Array) => {
    for (let i = 0; i < count; i++) {
      for (let a = 0; a < columns; a++) {
        for (let b = 0; b < columns; b++) {
          covariance[a * columns + b]! +=
            ((values[i * columns + a]! - around[a]!) * (values[i * columns + b]! - around[b]!)) /
            count;
        }
      }
    }
  };
  add(points, mean);
  add(centres, middle);
  for (let j = 0; j < columns; j++) covariance[j * columns + j]! += 1;
  const { values: spreads, vectors } = symmetricEigen(covariance, columns);
  return (replicate, out) => {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[i * columns + j] = mean[j]!;
      for (let a = 0; a < columns; a++) {
        const z =
          Math.sqrt(Math.max(0, spreads[a]!)) *
          normal(seed, 2 * REPLICATES + replicate, i * columns + a, SCATTER);
        for (let j = 0; j < columns; j++) out[i * columns + j]! += z * vectors[a * columns + j]!;
      }
    }
  };
}
