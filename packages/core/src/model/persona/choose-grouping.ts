import type { Reason } from "../../schema/verdict.js";
import { adjustedRandIndex } from "./adjusted-rand.js";
import { countValleys } from "./counted-valley.js";
import { type MixtureFit, regularise, runMixture } from "./fit-mixture.js";
import { fitParts } from "./fit-parts.js";
import type { PersonaCandidate } from "./persona-model.js";
import type { Points } from "./points.js";
import { allowNoise } from "./scattered-noise.js";
import { type MixtureSearch, searchMixtures } from "./search-mixture.js";
import { silhouette } from "./silhouette.js";
import { type Joining, joinComponents, landscape } from "./valley.js";
import { type PeakGroups, weighPeaks } from "./weigh-peaks.js";

/** Components of a mixture and the group that each belongs to. */
export interface Grouping {
  readonly fit: MixtureFit;
  readonly groupOf: readonly number[];
  readonly k: number;
  readonly method: "kmeans" | "gmm" | "density";
  /** Lowest criterion of the mixtures that were searched, to compare scales of the traits by. */
  readonly criterion: number;
  /** Whether the groups are peaks of the rows' density rather than components. */
  readonly byPeaks: boolean;
  readonly candidates: readonly PersonaCandidate[];
  readonly reasons: readonly Reason[];
}

/** A valley that keeps more than this share of the lower peak's density parts nothing. */
export const VALLEY = 0.6;
/** Agreement from which one component for each group says the same as joined ones. */
const SAME = 0.8;
/** Components for each peak up to which peaks may be one component each, and agreement that this asks for. */
const FEW_MORE = 1.5;
const MOSTLY = 0.6;
const FINE = { tolerance: 1e-5, most: 200 };

/**
 * Groups by a mixture: as many as have a valley between them, within the range that is asked for.
 *
 * The mixture of the lowest criterion is searched; its components are joined, the shallowest valley first, while the valley keeps
 * more than 60 % of the lower peak's density (not with `join: false`, which keeps the components apart). Where one component for
 * each group says the same, it is preferred. Where the components are not what the rows are made of, the peaks of the rows' density
 * are the groups: `weighPeaks`.
 *
 * @see Baudry et al., Combining mixture components for clustering, Journal of Computational and Graphical Statistics 19 (2010)
 */
export function chooseByMixture(
  points: Points,
  {
    min,
    max,
    seed,
    join,
    dense = points,
    onStep,
  }: {
    min: number;
    max: number;
    seed: number;
    join: boolean;
    /** More rows, that local densities are taken from. */
    dense?: Points;
    onStep: (stage: string, done: number) => void;
  },
): Grouping {
  const search = searchMixtures(points, {
    seed,
    // Nothing to choose and nothing to join: one number, and one group to compare it with.
    only: !join && min === max ? [1, min] : null,
    onStep: (k) => onStep(`mixtures of ${k}`, Math.min(0.9, k / 60)),
  });
  const isFlat = search.uniformBic < search.best.bic;
  const regularisation = regularise(points);
  const best = isFlat
    ? search.byComponents.get(1)!
    : allowNoise(points, search.best, { regularisation, ...FINE });
  const all = joinComponents(countValleys(points, best, landscape(best.mixture)));
  const steps = join ? all : all.slice(0, 1);
  const parted = steps.filter(({ ratio }, i) => i === 0 || ratio > VALLEY).at(-1)!.groups;
  const joined = steps.find(({ groups }) => groups === parted)!;
  const peaks = join ? weighPeaks(dense, best, labelsOf(dense, best, joined)) : null;
  if (peaks !== null && peaks.k >= min && peaks.k <= max) {
    const found = ofPeaks(dense, peaks, { seed, sample: points, search });
    return {
      ...found,
      criterion: search.best.bic,
      candidates: tableOf(points, { search, best, steps, chosen: found }),
      reasons: [
        {
          code: "peaks_part_groups",
          values: { groups: peaks.k, components: best.k, joined: parted },
        },
        ...(peaks.k === 1 ? [{ code: "no_structure", values: { components: best.k } }] : []),
      ],
    };
  }
  const k = Math.min(max, Math.max(min, parted));
  const chosen = groupingAt(k, { search, best, steps, parted });
  const reasons: Reason[] = [
    isFlat
      ? { code: "flat_density", values: { bic: search.best.bic, uniform: search.uniformBic } }
      : {
          code: join ? "valleys_part_groups" : "lowest_criterion",
          values: { groups: parted, components: best.k, bic: best.bic, threshold: VALLEY },
        },
  ];
  if (parted === 1) reasons.push({ code: "no_structure", values: { components: best.k } });
  if (k !== parted) reasons.push({ code: "number_asked_for", values: { asked: k, found: parted } });
  const candidates = tableOf(points, { search, best, steps, chosen });
  return { ...chosen, criterion: search.best.bic, candidates, reasons };
}

interface Found {
  readonly search: MixtureSearch;
  readonly best: MixtureFit;
  readonly steps: readonly Joining[];
  readonly parted: number;
}

type Choice = Pick<Grouping, "fit" | "groupOf" | "k" | "method" | "byPeaks">;

/**
 * The mixture whose components follow the parts of the rows that lead to one peak each; one component each where hardly a part
 * takes more, the criterion is lower so, and most rows stay with their peak.
 */
function ofPeaks(
  dense: Points,
  peaks: PeakGroups,
  { seed, sample, search }: { seed: number; sample: Points; search: MixtureSearch },
): Choice {
  const { k } = peaks;
  const { fit: whole, groupOf } = fitParts(dense, peaks, seed);
  const fit = runMixture(sample, whole.mixture, { regularisation: regularise(sample), most: 1 });
  const parts: Choice = { fit, groupOf, k, method: "density", byPeaks: true };
  if (k === 1 || fit.k > FEW_MORE * k) return parts;
  const plain = search.at(k);
  if (plain === null || plain.bic > fit.bic) return parts;
  const { labels } = runMixture(dense, plain.mixture, {
    regularisation: regularise(dense),
    most: 1,
  });
  return adjustedRandIndex([...labels], [...peaks.labels]) >= MOSTLY
    ? { fit: plain, groupOf: range(k), k, method: "gmm", byPeaks: true }
    : parts;
}

/** Joined group of each row. */
function labelsOf(points: Points, { mixture }: MixtureFit, { groups, groupOf }: Joining) {
  const { labels } = runMixture(points, mixture, { regularisation: regularise(points), most: 1 });
  return { joined: groups, labels: Array.from(labels, (c) => groupOf[c] ?? -1) };
}

/** The grouping of exactly k groups: joined components or one component each. */
function groupingAt(k: number, { search, best, steps, parted }: Found): Choice {
  const ofJoined = (step: Joining): Choice => ({
    fit: best,
    groupOf: step.groupOf,
    k: step.groups,
    method: best.k > step.groups ? "density" : "gmm",
    byPeaks: false,
  });
  const joined = steps.find(({ groups }) => groups === k);
  if (joined !== undefined && best.k === k) return ofJoined(joined);
  const plain = search.at(k);
  // More groups than there are different rows: as many as there are.
  if (plain === null) return ofJoined(joined ?? steps[0]!);
  const alone: Choice = { fit: plain, groupOf: range(k), k, method: "gmm", byPeaks: false };
  if (joined === undefined || k > parted) return alone;
  const together = best.labels.map((c) => joined.groupOf[c] ?? -1);
  const agreement = adjustedRandIndex(together, plain.labels);
  return agreement >= SAME && best.mixture.noise === null ? alone : ofJoined(joined);
}

const range = (k: number) => Array.from({ length: k }, (_, c) => c);

/** One line for each number of groups up to a little above the chosen one. */
function tableOf(
  points: Points,
  { search, best, steps, chosen }: Pick<Found, "search" | "best" | "steps"> & { chosen: Choice },
): PersonaCandidate[] {
  const rows: PersonaCandidate[] = [];
  const numbers = new Set([...search.byComponents.keys(), chosen.k].sort((a, b) => a - b));
  for (const k of numbers) {
    if (k > chosen.k + 6 && k !== best.k) continue;
    const fit = k === chosen.k ? chosen.fit : search.byComponents.get(k)!;
    const groupOf = k === chosen.k ? chosen.groupOf : range(k);
    const labels = fit.labels.map((c) => groupOf[c] ?? -1);
    const step =
      k === chosen.k && chosen.method === "density"
        ? steps
        : joinComponents(landscape(fit.mixture));
    rows.push({
      k,
      components: fit.k,
      covariance: fit.family,
      bic: fit.bic,
      silhouette: silhouette(points, labels, { k }),
      valley: k < 2 ? null : (step.find(({ groups }) => groups === k - 1)?.ratio ?? null),
      chosen: k === chosen.k,
    });
  }
  return rows;
}
