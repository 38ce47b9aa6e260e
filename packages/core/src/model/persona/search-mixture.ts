import { fitMixture, type MixtureFit, regularise, runMixture } from "./fit-mixture.js";
import { type CovarianceFamily, hasFullCovariance } from "./gaussian-mixture.js";
import { kMeans } from "./k-means.js";
import type { Points } from "./points.js";
import { bicOfUniform } from "./scattered-noise.js";

/** Every mixture that was tried, and the best of each number of components. */
export interface MixtureSearch {
  readonly best: MixtureFit;
  /** By number of components: the fit of the lowest criterion. */
  readonly byComponents: ReadonlyMap<number, MixtureFit>;
  /** A fit of exactly k components, with more restarts and families than the search took; null where rows do not allow it. */
  readonly at: (k: number) => MixtureFit | null;
  /** Criterion of one uniform density over the range of the data: what has no groups at all and no peak either. */
  readonly uniformBic: number;
}

const FAMILIES: readonly CovarianceFamily[] = [
  "tied-spherical",
  "spherical",
  "tied-diagonal",
  "diagonal",
  "tied",
  "full",
];
/** Numbers of components that are tried one after the other; those around the best are filled in after. */
const GRID = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 19, 24, 31, 40, 50, 60];
/** Families that still compete from 4 components on, and from 10 on. */
const STILL = { fromFour: 3, fromTen: 2 };
/** Columns up to which so many components are worth looking at: more have too many parameters for their rows. */
const MANY_COMPONENTS_COLUMNS = 16;
/** Columns above which a covariance matrix for each component, or one for all, has too many entries. */
const MOST_COLUMNS = { full: 24, tied: 80 };
/** Difference of the criterion, for each column, that says nothing. */
const CLOSE_PER_COLUMN = 2;
const THOROUGH = { tolerance: 1e-5, most: 200 };
const FAST = { tolerance: 2e-4, most: 50 };

/**
 * Searches numbers of components and covariance families for the lowest Bayesian information criterion.
 *
 * @remarks Families that fall behind leave the search: from four components on three stay, from ten on two.
 */
export function searchMixtures(
  points: Points,
  {
    seed,
    families = FAMILIES,
    only = null,
    onStep = () => undefined,
  }: {
    seed: number;
    families?: readonly CovarianceFamily[];
    only?: readonly number[] | null;
    onStep?: (k: number) => void;
  },
): MixtureSearch {
  const regularisation = regularise(points);
  const byComponents = new Map<number, MixtureFit>();
  const byFamily = new Map<CovarianceFamily, number>();
  const allowed = families.filter(
    (family) =>
      !hasFullCovariance(family) ||
      points.columns <= (family === "full" ? MOST_COLUMNS.full : MOST_COLUMNS.tied),
  );
  let best: MixtureFit | null = null;
  const tryNumber = (k: number): void => {
    if (byComponents.has(k)) return;
    onStep(k);
    const { labels, k: found } = kMeans(points, { k, seed, restarts: 4, swaps: 6 });
    if (found < k) return;
    const still = k < 4 ? allowed.length : k < 10 ? STILL.fromFour : STILL.fromTen;
    const ranked = [...allowed].sort(
      (a, b) => (byFamily.get(a) ?? 0) - (byFamily.get(b) ?? 0) || (a < b ? -1 : 1),
    );
    for (const family of ranked.slice(0, still)) {
      const fit = fitMixture(points, labels, { k, family, regularisation, ...FAST });
      if (fit.bic < (byFamily.get(family) ?? Infinity)) byFamily.set(family, fit.bic);
      if (fit.bic < (byComponents.get(k)?.bic ?? Infinity)) byComponents.set(k, fit);
      if (best === null || fit.bic < best.bic) best = fit;
    }
  };
  const limit = points.columns <= MANY_COMPONENTS_COLUMNS ? 60 : 24;
  const most = Math.max(1, Math.min(limit, Math.floor(points.rows / 8)));
  const grid = only ?? GRID.filter((k) => k <= most);
  for (const k of grid) tryNumber(k);
  // Between the neighbours of the best on the grid, by halving; then one by one around it.
  for (let round = 0; only === null && round < 6; round++) {
    const known = [...byComponents.keys()].sort((a, b) => a - b);
    const at = known.indexOf((best as MixtureFit | null)?.k ?? 1);
    for (const beside of [known[at - 1], known[at + 1]]) {
      if (beside !== undefined) tryNumber(Math.round((beside + known[at]!) / 2));
    }
  }
  const at = (k: number): MixtureFit | null => {
    const { labels, k: found } = kMeans(points, { k, seed });
    if (found < k) return null;
    const fits = allowed.map((family) =>
      fitMixture(points, labels, { k, family, regularisation, ...THOROUGH }),
    );
    const before = byComponents.get(k);
    if (before !== undefined)
      fits.push(runMixture(points, before.mixture, { regularisation, ...THOROUGH }));
    return fits.reduce((a, b) => (b.bic < a.bic ? b : a));
  };
  // The best of many fits looks better than it is, the more so the more columns: a close one of fewer components is as good.
  const lowest = (best as MixtureFit | null)!.bic;
  const close = [...byComponents.values()].filter(
    ({ bic }) => bic <= lowest + CLOSE_PER_COLUMN * points.columns,
  );
  const fewest = close.reduce((a, b) => (b.k < a.k ? b : a));
  return {
    best: fewest,
    byComponents,
    at,
    uniformBic: bicOfUniform(points),
  };
}
