import { drawRows } from "./draw-rows.js";
import { type GaussianMixture, logDensities } from "./gaussian-mixture.js";
import type { Points } from "./points.js";

/** Rows drawn from the mixture for each row that there is. */
const DRAWS = 8;

/**
 * How unlike the densities at the rows are to those at rows drawn from the mixture: the greatest difference of their distributions
 * times the root of the number of rows.
 *
 * @remarks Below 1 for rows of the mixture itself, the less so the more was fitted to them.
 * @see Kolmogorov, Sulla determinazione empirica di una legge di distribuzione, Giornale dell'Istituto Italiano degli Attuari 4 (1933)
 */
export function misfit(points: Points, mixture: GaussianMixture): number {
  const own = sortedDensities(points, mixture);
  const drawn = new Float64Array(DRAWS * points.rows);
  for (let seed = 0; seed < DRAWS; seed++) {
    drawn.set(sortedDensities(drawRows(points, mixture, seed), mixture), seed * points.rows);
  }
  drawn.sort();
  let most = 0;
  let below = 0;
  for (let i = 0; i < own.length; i++) {
    while (below < drawn.length && drawn[below]! < own[i]!) below++;
    most = Math.max(most, Math.abs((i + 0.5) / own.length - below / drawn.length));
  }
  return most * Math.sqrt(points.rows);
}

function sortedDensities(
  { values, rows, columns }: Points,
  mixture: GaussianMixture,
): Float64Array {
  const parts = new Float64Array(mixture.weights.length + 1);
  return Float64Array.from({ length: rows }, (_, i) =>
    logDensities(mixture, values, i * columns, parts),
  ).sort();
}
