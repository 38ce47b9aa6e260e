import { adjustedRandIndex } from "./adjusted-rand.js";
import { type DensityPeaks, densityPeaks } from "./density-peak.js";
import { drawRows } from "./draw-rows.js";
import type { MixtureFit } from "./fit-mixture.js";
import { loosenTies } from "./loosen-ties.js";
import { misfit } from "./misfit.js";
import type { Points } from "./points.js";

/** Columns within which local densities say something, and rows. */
const COLUMNS = { from: 2, to: 8 };
const LEAST_ROWS = 60;
/**
 * Prominences in standard errors: the least of the most prominent peak, the least of any, what chance reaches anywhere, and where
 * more says nothing more.
 */
const PROMINENCE = { first: 4.2, least: 3, chance: 2.2, most: 13 };
/** Prominence of peaks that are counted in rows and in rows drawn from a mixture. */
const SHOWN = 3.5;
/** Prominence of peaks that may stand beside a mixture's groups. */
const WEAK = 2.4;
/** Sets of rows drawn from the mixture. */
const DRAWS = 6;
/** Misfit from which components are no normal groups: mixtures of the right number of normal groups stayed below (0.5 to 1.2). */
const MISFIT = 1.25;
/** Agreement of peaks and joined components from which both say the same. */
const AGREEMENT = { ofOne: 0.8, ofMore: 0.9 };

/** What the density of the rows says of their groups, where that is not what the mixture's components say. */
export interface PeakGroups {
  readonly k: number;
  readonly labels: Int32Array;
}

/**
 * Weighs the groups of a mixture's joined components against the peaks of the rows' density.
 *
 * Peaks are cut where their prominence falls most. More of them than joined components: they count. Fewer: the mixture may have cut
 * one shape into several components, which shows where rows drawn from it have more peaks than the rows, or densities at the rows
 * that a mixture of its kind does not have. Even so its groups stay where as many weak peaks are the same groups.
 *
 * @param labels - joined group of each row
 * @returns null where the joined components stand
 */
export function weighPeaks(
  given: Points,
  { mixture }: MixtureFit,
  { joined, labels }: { joined: number; labels: readonly number[] },
): PeakGroups | null {
  if (given.columns < COLUMNS.from || given.columns > COLUMNS.to || given.rows < LEAST_ROWS) {
    return null;
  }
  const points = loosenTies(given);
  const peaks = densityPeaks(points);
  const k = countGroups(peaks);
  if (k === joined) return null;
  const byPeaks = { k, labels: peaks.labelsOf(k) };
  if (k > joined) return byPeaks;
  const isRefuted =
    misfit(points, mixture) > MISFIT || showsMore(points, mixture, countAbove(peaks, SHOWN));
  if (!isRefuted) return null;
  const weak = countAbove(peaks, WEAK);
  if (k === 1 ? weak < joined : weak !== joined) return byPeaks;
  const agreement = adjustedRandIndex(labels, [...peaks.labelsOf(joined)]);
  return agreement < (k === 1 ? AGREEMENT.ofOne : AGREEMENT.ofMore) ? byPeaks : null;
}

/** Whether every set of rows drawn from the mixture has more peaks than the rows have. */
function showsMore(points: Points, mixture: MixtureFit["mixture"], shown: number): boolean {
  for (let seed = 0; seed < DRAWS; seed++) {
    if (countAbove(densityPeaks(drawRows(points, mixture, seed)), SHOWN) <= shown) return false;
  }
  return true;
}

const countAbove = ({ prominences }: DensityPeaks, least: number): number =>
  1 + prominences.filter((prominence) => prominence >= least).length;

/** Groups up to where the prominence of peaks falls by the greatest factor. */
function countGroups({ prominences }: DensityPeaks): number {
  const capped = prominences.map((prominence) => Math.min(PROMINENCE.most, prominence));
  if (!(capped[0]! >= PROMINENCE.first)) return 1;
  let groups = 1;
  let greatest = 0;
  for (const [i, prominence] of capped.entries()) {
    if (prominence < PROMINENCE.least) break;
    const fall = prominence / Math.max(PROMINENCE.chance, capped[i + 1] ?? 0);
    if (fall <= greatest) continue;
    greatest = fall;
    groups = i + 2;
  }
  return groups;
}
