import type { Panel } from "./panel.js";
import { PRICE_SPREAD, publishedPriceCoefficient } from "./published.js";
import { PROMOTION_LEVELS, type PromotionLevel, type Regressor } from "./regressor.js";
import type { ShareModel } from "./share-error.js";
import type { SharedPrior } from "./share-scoring.js";
import { type Pool, poolOf } from "./shrinkage.js";

/** Standard deviation of the prior of a promotion level's utility. */
const PROMOTION_SPREAD = 2;
/** Brands' promotion effects are taken to differ by at least this much. */
const LEAST_PROMOTION_SPREAD = 0.05;
/** Standard deviation of the prior of what a usual departure from normal does to a brand's utility. */
const CONDITION_SPREAD = 0.5;
/** Standard deviation of the prior of a habit's log odds: nearly flat over 0.1–0.9. */
export const HABIT_SPREAD = 1.5;

/** Price coefficient that a brand of mean size has by the literature. */
export const expectedPriceCoefficient = (brands: number): number =>
  publishedPriceCoefficient(1 / brands);

/** Priors before any data: published price elasticity, no effect of anything else, any habit. */
export function firstPrior({ regressors, brands, personas }: Panel): SharedPrior {
  const price = expectedPriceCoefficient(brands.length);
  const entries = regressors.map((one) => entryOf(one, price));
  return {
    mean: Float64Array.from([...entries.map(({ mean }) => mean), ...personas.map(() => 0)]),
    precision: Float64Array.from([
      ...entries.map(({ spread }) => 1 / (spread * spread)),
      ...personas.map(() => 1 / (HABIT_SPREAD * HABIT_SPREAD)),
    ]),
  };
}

function entryOf({ kind, spread }: Regressor, price: number): { mean: number; spread: number } {
  if (kind === "price") return { mean: -price, spread: price };
  if (kind === "trigger") return { mean: 0, spread: CONDITION_SPREAD / spread };
  return { mean: 0, spread: PROMOTION_SPREAD };
}

/** Brands' coefficients of one kind, as a normal distribution that each is drawn from. */
export function poolOfKind(
  panel: Panel,
  { kind, model }: { kind: "price" | PromotionLevel; model: ShareModel },
): Pool | null {
  const { precision } = firstPrior(panel);
  const columns = panel.regressors.flatMap((one, i) => (one.kind === kind ? [i] : []));
  if (columns.length === 0) return null;
  const size = precision.length;
  const estimates = columns.map((i) => ({
    value: model.slopes[i]!,
    variance: unpenalised(model.covariance[i * (size + 1)]!, precision[i]!),
  }));
  const price = expectedPriceCoefficient(panel.brands.length);
  return kind === "price"
    ? poolOf(estimates, {
        prior: { mean: -price, spread: price },
        leastSpread: PRICE_SPREAD * price,
      })
    : poolOf(estimates, {
        prior: { mean: 0, spread: PROMOTION_SPREAD },
        leastSpread: LEAST_PROMOTION_SPREAD,
      });
}

/** The first prior with the brands' coefficients drawn towards what they have in common. */
export function pooledPrior(panel: Panel, first: ShareModel): SharedPrior {
  const { mean, precision } = firstPrior(panel);
  for (const kind of ["price", ...PROMOTION_LEVELS] as const) {
    const pool = poolOfKind(panel, { kind, model: first });
    panel.regressors.forEach((one, i) => {
      if (!pool || one.kind !== kind) return;
      mean[i] = pool.mean;
      precision[i] = 1 / (pool.spread * pool.spread);
    });
  }
  return { mean, precision };
}

/** Variance without the prior's part, never better than the posterior's. */
function unpenalised(variance: number, precision: number): number {
  const data = 1 / variance - precision;
  return data > 1e-9 ? 1 / data : 1e9;
}
