import type { Reason } from "../../schema/verdict.js";
import { adjustedRandIndex } from "./adjusted-rand.js";
import { countValleys } from "./counted-valley.js";
import { type MixtureFit, regularise } from "./fit-mixture.js";
import type { PersonaCandidate } from "./persona-model.js";
import type { Points } from "./points.js";
import { allowNoise } from "./scattered-noise.js";
import { type MixtureSearch, searchMixtures } from "./search-mixture.js";
import { silhouette } from "./silhouette.js";
import { type Joining, joinComponents, landscape } from "./valley.js";

/** Components of a mixture and the group that each belongs to. */
export interface Grouping {
  readonly fit: MixtureFit;
  readonly groupOf: readonly number[];
  readonly k: number;
  readonly method: "kmeans" | "gmm" | "density";
  readonly candidates: readonly PersonaCandidate[];
  readonly reasons: readonly Reason[];
}

/** A valley that keeps more than this share of the lower peak's density parts nothing. */
export const VALLEY = 0.6;
/** Agreement from which one component for each group says the same as joined ones. */
const SAME = 0.8;
const FINE = { tolerance: 1e-5, most: 200 };

/**
 * Groups by a mixture: as many as have a valley between them, within the range that is asked for.
 *
 * The mixture of the lowest criterion is searched; its components are joined, the shallowest valley first, while the valley keeps
 * more than 60 % of the lower peak's density (not with `join: false`, which keeps the components apart). Where one component for each group says the same, it is preferred.
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
    onStep,
  }: {
    min: number;
    max: number;
    seed: number;
    join: boolean;
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
  return { ...chosen, candidates, reasons };
}

interface Found {
  readonly search: MixtureSearch;
  readonly best: MixtureFit;
  readonly steps: readonly Joining[];
  readonly parted: number;
}

type Choice = Pick<Grouping, "fit" | "groupOf" | "k" | "method">;

/** The grouping of exactly k groups: joined components or one component each. */
function groupingAt(k: number, { search, best, steps, parted }: Found): Choice {
  const ofJoined = (step: Joining): Choice => ({
    fit: best,
    groupOf: step.groupOf,
    k: step.groups,
    method: best.k > step.groups ? "density" : "gmm",
  });
  const joined = steps.find(({ groups }) => groups === k);
  if (joined !== undefined && best.k === k) return ofJoined(joined);
  const plain = search.at(k);
  // More groups than there are different rows: as many as there are.
  if (plain === null) return ofJoined(joined ?? steps[0]!);
  const alone: Choice = { fit: plain, groupOf: range(k), k, method: "gmm" };
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
