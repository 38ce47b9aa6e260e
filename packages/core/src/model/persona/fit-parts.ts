import { purposeId, uniformSource } from "../../math/index.js";
import { type MixtureFit, regularise, runMixture } from "./fit-mixture.js";
import type { GaussianMixture } from "./gaussian-mixture.js";
import { whiten } from "./maximise.js";
import { type Points, sampleRows, takeRows } from "./points.js";
import { searchMixtures } from "./search-mixture.js";

/** Numbers of components that a part may take, and rows that one of them needs at least. */
const COMPONENTS = [1, 2, 3, 4, 6, 9, 12];
const ROWS_EACH = 12;
/** Rows of one part that its components are chosen on. */
const MOST_ROWS = 1000;
const PART = purposeId("rows of a part");
const FINE = { tolerance: 1e-4, most: 50 };

/**
 * A mixture with components of their own for each part of the rows, as many as the part's shape asks for.
 *
 * @param labels - part of each row, 0 … k - 1; -1 = none
 * @remarks Without noise: where parts are flat, a uniform density would take them over.
 * @returns the mixture carried on over all rows, and the part of each component
 */
export function fitParts(
  points: Points,
  { labels, k }: { labels: Int32Array; k: number },
  seed: number,
): { fit: MixtureFit; groupOf: number[] } {
  const parts: { mixture: GaussianMixture; rows: number }[] = [];
  const groupOf: number[] = [];
  for (let part = 0; part < k; part++) {
    const own: number[] = [];
    labels.forEach((label, i) => {
      if (label === part) own.push(i);
    });
    const rows = takeRows(points, own);
    const drawn = sampleRows(uniformSource(seed, part, PART), rows.rows, MOST_ROWS);
    const { mixture } = searchMixtures(takeRows(rows, drawn), {
      seed,
      families: ["full"],
      only: COMPONENTS.filter((number) => number === 1 || number * ROWS_EACH <= rows.rows),
    }).best;
    parts.push({ mixture, rows: rows.rows });
    for (let c = 0; c < mixture.weights.length; c++) groupOf.push(part);
  }
  const regularisation = regularise(points);
  return { fit: runMixture(points, together(parts), { regularisation, ...FINE }), groupOf };
}

/** One mixture of several, each weighted by its rows. */
function together(parts: readonly { mixture: GaussianMixture; rows: number }[]): GaussianMixture {
  const total = parts.reduce((sum, { rows }) => sum + rows, 0);
  const join = (of: (mixture: GaussianMixture, share: number) => ArrayLike<number>) =>
    Float64Array.from(parts.flatMap(({ mixture, rows }) => Array.from(of(mixture, rows / total))));
  const { family, columns } = parts[0]!.mixture;
  const weights = join(({ weights: own }, share) => Array.from(own, (weight) => weight * share));
  const covariances = join((mixture) => mixture.covariances);
  return {
    family,
    columns,
    weights,
    means: join(({ means }) => means),
    covariances,
    ...whiten(covariances, { weights, columns, full: true }),
    noise: null,
  };
}
