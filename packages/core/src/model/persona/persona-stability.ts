import { purposeId, uniformSource } from "../../math/index.js";
import { adjustedRandIndex } from "./adjusted-rand.js";
import { countValleys } from "./counted-valley.js";
import { densityPeaks } from "./density-peak.js";
import { fitMixture, regularise, runMixture } from "./fit-mixture.js";
import type { CovarianceFamily } from "./gaussian-mixture.js";
import { kMeans } from "./k-means.js";
import { distance } from "./lloyd.js";
import { loosenTies } from "./loosen-ties.js";
import { type Points, sampleRows, takeRows } from "./points.js";
import { joinComponents, landscape } from "./valley.js";

/** How often a grouping comes back when rows are drawn again. */
export interface GroupStability {
  readonly adjustedRand: number;
  /** Mean Jaccard similarity of each group with the nearest group of a refit. */
  readonly jaccard: readonly number[];
}

const DRAWN = purposeId("stability rows");
const RESAMPLE = purposeId("stability resample");
const MOST_ROWS = 1000;

/**
 * Refits a grouping to bootstrap samples and compares what each refit says of the rows.
 *
 * @param labels - group of each row, below 0 for none
 * @see Hennig, Cluster-wise assessment of cluster stability, Computational Statistics and Data Analysis 52 (2007)
 */
export function groupStability(
  points: Points,
  labels: Int32Array,
  {
    k,
    components,
    family,
    method,
    byPeaks,
    resamples,
    seed,
    onStep,
  }: {
    k: number;
    components: number;
    family: CovarianceFamily;
    method: string;
    byPeaks: boolean;
    resamples: number;
    seed: number;
    onStep: (done: number) => void;
  },
): GroupStability {
  const drawn = sampleRows(uniformSource(seed, 0, DRAWN), points.rows, MOST_ROWS);
  const rows = drawn.filter((i) => labels[i]! >= 0);
  const own = Array.from(rows, (i) => labels[i]!);
  const all = takeRows(points, rows);
  const jaccard = new Float64Array(k);
  let agreement = 0;
  for (let resample = 0; resample < resamples; resample++) {
    onStep(resample / resamples);
    const next = uniformSource(seed, resample, RESAMPLE);
    const chosen = Array.from(rows, () => Math.floor(next() * rows.length));
    const sample = takeRows(all, chosen);
    const found = byPeaks
      ? regroupByPeaks(sample, all, k)
      : regroup(sample, all, { k, components, family, method, seed });
    agreement += adjustedRandIndex(own, found);
    nearestJaccards(own, found, k).forEach((value, c) => {
      jaccard[c]! += value;
    });
  }
  // Divided once: parts of a whole may add up to more than 1.
  return {
    adjustedRand: agreement / resamples,
    jaccard: Array.from(jaccard, (sum) => sum / resamples),
  };
}

/** Groups of `all` by a fit to `sample`. */
function regroup(
  sample: Points,
  all: Points,
  {
    k,
    components,
    family,
    method,
    seed,
  }: { k: number; components: number; family: CovarianceFamily; method: string; seed: number },
): number[] {
  const {
    labels,
    centres,
    k: found,
  } = kMeans(sample, { k: components, seed, restarts: 3, swaps: 6 });
  if (method === "kmeans") return nearestCentres(all, centres);
  const regularisation = regularise(sample);
  const options = { tolerance: 1e-4, most: 60, regularisation };
  const fit = fitMixture(sample, labels, { k: found, family, ...options });
  const { labels: placed } = runMixture(all, fit.mixture, { regularisation, most: 1 });
  if (method !== "density") return [...placed];
  const steps = joinComponents(countValleys(sample, fit, landscape(fit.mixture)));
  const groupOf = steps.find(({ groups }) => groups <= k)?.groupOf ?? [];
  return Array.from(placed, (c) => groupOf[c] ?? -1);
}

/** Groups of `all` by the peaks of `sample`: each row's is that of the nearest row of the sample. */
function regroupByPeaks(sample: Points, all: Points, k: number): number[] {
  const labels = densityPeaks(loosenTies(sample)).labelsOf(k);
  const kept = Array.from(labels.keys()).filter((i) => labels[i]! >= 0);
  return nearestCentres(all, takeRows(sample, kept).values).map((i) => labels[kept[i]!]!);
}

function nearestCentres({ values, rows, columns }: Points, centres: Float64Array): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let label = 0;
    let best = Infinity;
    for (let c = 0; c * columns < centres.length; c++) {
      const d = distance(values, i * columns, centres, c * columns, columns);
      if (d < best) {
        best = d;
        label = c;
      }
    }
    return label;
  });
}

function nearestJaccards(
  own: readonly number[],
  found: readonly number[],
  k: number,
): Float64Array {
  const best = new Float64Array(k);
  const sizes = new Map<number, number>();
  for (const label of found) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  for (let c = 0; c < k; c++) {
    const both = new Map<number, number>();
    let size = 0;
    own.forEach((label, i) => {
      if (label !== c) return;
      size++;
      both.set(found[i]!, (both.get(found[i]!) ?? 0) + 1);
    });
    for (const [label, count] of both) {
      best[c] = Math.max(best[c]!, count / (size + sizes.get(label)! - count));
    }
  }
  return best;
}
