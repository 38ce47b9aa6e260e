import type { Reason } from "../../schema/verdict.js";
import { type Grouping, VALLEY } from "./choose-grouping.js";
import { countValleys } from "./counted-valley.js";
import { mixtureOfLabels } from "./expect-maximise.js";
import { type MixtureFit, regularise, runMixture } from "./fit-mixture.js";
import { kMeans } from "./k-means.js";
import type { PersonaCandidate } from "./persona-model.js";
import type { Points } from "./points.js";
import { bicOfUniform } from "./scattered-noise.js";
import { silhouette } from "./silhouette.js";
import { joinComponents, landscape } from "./valley.js";

const MOST_GROUPS = 20;

/**
 * Groups by k-means: the number with the highest silhouette, or one group where no valley parts what that finds.
 *
 * @see Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis, JCAM 20 (1987)
 */
export function chooseByKMeans(
  points: Points,
  {
    min,
    max,
    seed,
    restarts,
    onStep,
  }: {
    min: number;
    max: number;
    seed: number;
    restarts: number;
    onStep: (stage: string, done: number) => void;
  },
): Grouping {
  const last = min === max ? max : Math.max(min, Math.min(max, MOST_GROUPS, points.rows - 1));
  const tried: { fit: MixtureFit; candidate: PersonaCandidate; parted: boolean }[] = [];
  for (let k = min; k <= last; k++) {
    onStep(`k-means of ${k}`, (k - min) / (last - min + 1));
    const { labels, k: found } = kMeans(points, { k, seed, restarts });
    if (found < k && tried.length > 0) break;
    const fit = hardMixture(points, labels, found);
    const steps = joinComponents(countValleys(points, fit, landscape(fit.mixture)));
    const valley = found < 2 ? null : (steps[1]?.ratio ?? null);
    tried.push({
      fit,
      parted: steps.some(({ groups, ratio }) => groups === 1 && ratio <= VALLEY),
      candidate: {
        k: found,
        components: found,
        covariance: "tied-spherical",
        bic: fit.bic,
        silhouette: silhouette(points, labels, { k: found }),
        valley,
        chosen: false,
      },
    });
    if (found < k) break;
  }
  const reasons: Reason[] = [];
  let chosen = tried.reduce((a, b) =>
    (b.candidate.silhouette ?? -1) > (a.candidate.silhouette ?? -1) ? b : a,
  );
  if (min === max)
    reasons.push({ code: "number_asked_for", values: { asked: min, found: chosen.fit.k } });
  else if (
    min === 1 &&
    chosen.fit.k > 1 &&
    (!chosen.parted || isOne(points, tried[0]!.fit, chosen.fit))
  ) {
    chosen = tried[0]!;
    reasons.push({ code: "no_structure", values: { components: 1 } });
  } else {
    reasons.push({
      code: "highest_silhouette",
      values: { groups: chosen.fit.k, silhouette: chosen.candidate.silhouette ?? 0 },
    });
  }
  return {
    fit: chosen.fit,
    groupOf: Array.from({ length: chosen.fit.k }, (_, c) => c),
    k: chosen.fit.k,
    method: "kmeans",
    byPeaks: false,
    criterion: chosen.fit.bic,
    candidates: tried.map(({ candidate }) => ({
      ...candidate,
      chosen: candidate.k === chosen.fit.k,
    })),
    reasons,
  };
}

/** Whether one round group, or a flat density, describes the rows better than the groups do. */
function isOne(points: Points, one: MixtureFit, groups: MixtureFit): boolean {
  return Math.min(one.bic, bicOfUniform(points)) < groups.bic;
}

/** Round components of one size around the centres of a partition; its labels stay as they are. */
export function hardMixture(points: Points, labels: Int32Array, k: number): MixtureFit {
  const regularisation = regularise(points);
  const options = { k, family: "tied-spherical", regularisation, noise: null } as const;
  const mixture = mixtureOfLabels(points, labels, options);
  return { ...runMixture(points, mixture, { regularisation, most: 1 }), converged: true, labels };
}
