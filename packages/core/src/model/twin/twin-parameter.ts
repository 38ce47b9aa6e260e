import { exp } from "../../math/index.js";
import type { Parameter } from "../../schema/parameter.js";
import type { Trigger } from "../../schema/scenario.js";
import { TRIGGERS } from "../../schema/scenario.js";
import type { Twin } from "../../schema/twin.js";
import type { CategoryResponse } from "./incidence.js";
import type { Panel } from "./panel.js";
import {
  assumed,
  BRAND_ELASTICITY,
  ELECTRICITY_ELASTICITY,
  ELECTRICITY_ELASTICITY_EIA,
  PRICE_SPREAD,
  prior,
  publishedPriceCoefficient,
} from "./published.js";
import type { PromotionLevel, Regressor } from "./regressor.js";
import type { ShareModel } from "./share-error.js";
import { HABIT_SPREAD, poolOfKind } from "./shared-prior.js";

/** Dates between which the rows of a fit lie. */
export interface Dates {
  readonly from: string;
  readonly to: string;
}

const METHOD =
  "penalised quasi-likelihood of share paths, Driscoll-Kraay errors where larger, shrunk across brands";

/** A fitted share model and what it was fitted on. */
export interface Fitted {
  readonly panel: Panel;
  /** Each brand on its own; what brands have in common is read off this one. */
  readonly first: ShareModel;
  /** Drawn towards what brands have in common. */
  readonly model: ShareModel;
  readonly dates: Dates;
}

const indexOf = ({ regressors }: Panel, name: string) =>
  regressors.findIndex((regressor) => regressor.name === name);

const covarianceAt = ({ panel, model }: Fitted, a: number, b: number): number =>
  model.covariance[a * (panel.regressors.length + panel.personas.length) + b]!;

const estimated = (
  { model, dates }: Fitted,
  value: number,
  standardError: number,
  unit: string,
): Parameter => ({
  value,
  standardError,
  unit,
  origin: { kind: "estimated", rows: model.rows, ...dates, method: METHOD },
});

/** Price coefficients with their covariance; a brand whose price never moved takes what the others or the literature say. */
export function priceParameters(
  fitted: Fitted,
  meanShares: Float64Array,
): Pick<Twin, "price" | "priceCovariance"> {
  const { panel, model } = fitted;
  const n = panel.brands.length;
  const unit = "utility per −log price";
  const index = panel.brands.map((brand) => indexOf(panel, `price:${brand}`));
  const known = index.filter((i) => i >= 0).map((i) => -model.slopes[i]!);
  const price = panel.brands.map((brand, j): Parameter => {
    const i = index[j]!;
    if (i >= 0) {
      const standardError = Math.sqrt(covarianceAt(fitted, i, i));
      return estimated(fitted, Math.max(0, -model.slopes[i]!), standardError, unit);
    }
    if (known.length > 0) {
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      const because = `the price of ${brand} never moved: mean of the brands whose did, spread ${PRICE_SPREAD} of it`;
      return assumed(mean, { standardError: PRICE_SPREAD * mean, unit, because });
    }
    const value = publishedPriceCoefficient(meanShares[j]!);
    return prior(value, {
      standardError: PRICE_SPREAD * value,
      unit,
      publication: `own-price elasticity ${BRAND_ELASTICITY.value} of brand sales (${BRAND_ELASTICITY.source}) at the brand's share; spread ${PRICE_SPREAD} of it assumed`,
    });
  });
  const priceCovariance = new Array<number>(n * n).fill(0);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const [i, k] = [index[a]!, index[b]!];
      if (i >= 0 && k >= 0) priceCovariance[a * n + b] = covarianceAt(fitted, i, k);
      else if (a === b)
        priceCovariance[a * n + b] = price[a]!.standardError * price[a]!.standardError;
    }
  }
  return { price, priceCovariance };
}

/** Habit of a persona; assumed where the data say little more than the prior. */
export function habitParameter(fitted: Fitted, kind: number): Parameter {
  const { panel, model } = fitted;
  const odds = exp(model.habitLogit[kind]!);
  const value = odds / (1 + odds);
  const i = panel.regressors.length + kind;
  const variance = covarianceAt(fitted, i, i);
  const standardError = value * (1 - value) * Math.sqrt(variance);
  const unit = `share of people per ${panel.periodDays} days`;
  if (variance > (HABIT_SPREAD * HABIT_SPREAD) / 2) {
    const because = "shares never moved fast or slowly enough to tell how many repeat their brand";
    return assumed(value, { standardError, unit, because });
  }
  return estimated(fitted, value, standardError, unit);
}

/** What a promotion level does to a brand of which nothing else is known: the mean of the brands, with their spread. */
function pooled(fitted: Fitted, kind: PromotionLevel, otherwise: Parameter): Parameter {
  const pool = poolOfKind(fitted.panel, { kind, model: fitted.first });
  if (pool === null) return otherwise;
  return estimated(fitted, pool.mean, pool.spread, otherwise.unit);
}

const NOT_SEEN = "no record names one";

/** Everything that promotions do. */
export function promotionParameters(
  fitted: Fitted,
  priceCoefficient: number,
): Pick<
  Twin,
  "discount" | "points" | "bogo" | "feature" | "display" | "intensity" | "saturation" | "afterDip"
> {
  const utility = (value: number, standardError: number, unit: string) =>
    assumed(value, { standardError, unit, because: NOT_SEEN });
  const feature = pooled(fitted, "feature", utility(0.5, 0.3, "utility at level 1"));
  return {
    discount: null,
    points: pooled(fitted, "points", utility(0.1, 0.08, "utility per log of the multiplier")),
    bogo: redemption(pooled(fitted, "bogo", utility(0.3, 0.15, "utility")), priceCoefficient),
    feature,
    display: pooled(fitted, "display", utility(0.3, 0.2, "utility at level 1")),
    intensity: assumed(0.6 * Math.max(0.1, feature.value), {
      standardError: 0.3 * Math.max(0.1, feature.value),
      unit: "utility per unit of pressure above 1",
      because: "taken as a part of what a feature does; no record tells promotional pressure",
    }),
    saturation: assumed(2, {
      standardError: 0.5,
      unit: "utility",
      because: "no record shows promotions stacked high enough to tell where their lift ends",
    }),
    afterDip: assumed(0.3, {
      standardError: 0.15,
      unit: "share of a promotion's extra units",
      because: "shares don't tell how much was bought for later",
    }),
  };
}

/** Share of buyers who redeem a BOGO, from its utility: `-α ln(1 - r/2)`. */
function redemption(bogo: Parameter, priceCoefficient: number): Parameter {
  const unit = "share of buyers who redeem";
  if (bogo.origin.kind === "assumed") {
    return assumed(0.4, { standardError: 0.15, unit, because: NOT_SEEN });
  }
  const kept = exp(-Math.max(0, bogo.value) / priceCoefficient);
  return {
    ...bogo,
    unit,
    value: Math.min(1, 2 * (1 - kept)),
    standardError: (2 * kept * bogo.standardError) / priceCoefficient,
  };
}

/** Effects of external conditions per brand, centred so that they say who gains from whom. */
export function triggerParameters(
  fitted: Fitted,
  { meanShares, category }: { meanShares: Float64Array; category: CategoryResponse },
): Twin["triggers"] {
  const { panel, model } = fitted;
  const n = panel.brands.length;
  return Object.fromEntries(
    TRIGGERS.map((trigger) => {
      const columns = panel.regressors.flatMap((one, i) => (one.trigger === trigger ? [i] : []));
      const first: Regressor | undefined = panel.regressors[columns[0] ?? -1];
      if (!first) return [trigger, null];
      const effect = panel.brands.map((_, j) => {
        const weight = columns.map((_, k) => (k === j ? 1 : 0) - meanShares[k]!);
        let value = 0;
        let variance = 0;
        columns.forEach((a, i) => {
          value += weight[i]! * model.slopes[a]!;
          columns.forEach((b, k) => {
            variance += weight[i]! * weight[k]! * covarianceAt(fitted, a, b);
          });
        });
        const standardError = Math.sqrt(Math.max(0, variance));
        return estimated(fitted, value, standardError, `utility per unit of ${trigger}`);
      });
      const { normal, spread, value } = first;
      const seen = value.flatMap((series) => [...series]);
      const low = seen.reduce((least, one) => Math.min(least, one), 0);
      const high = seen.reduce((most, one) => Math.max(most, one), 0);
      const all = category.conditions.get(trigger);
      return [
        trigger,
        { effect: effect.slice(0, n), ...(all && { category: all }), normal, spread, low, high },
      ];
    }),
  ) as Record<Trigger, NonNullable<Twin["triggers"][Trigger]> | null>;
}

/** What a dearer electricity bill does; no record of shares tells it. */
export function electricityParameters(): Twin["electricity"] {
  return {
    elasticity: prior(ELECTRICITY_ELASTICITY.value, {
      standardError: Math.abs(ELECTRICITY_ELASTICITY.value - ELECTRICITY_ELASTICITY_EIA.value),
      unit: "log use per log price",
      publication: `${ELECTRICITY_ELASTICITY.source}; spread: distance to ${ELECTRICITY_ELASTICITY_EIA.value} (${ELECTRICITY_ELASTICITY_EIA.source})`,
    }),
    budgetShare: assumed(0.03, {
      standardError: 0.01,
      unit: "share of spending",
      because: "no record tells what households pay for electricity",
    }),
    incomeEffect: assumed(0.5, {
      standardError: 0.25,
      unit: "log odds of buying per log income",
      because: "no record relates incomes to buying",
    }),
    tradeDown: assumed(1, {
      standardError: 0.5,
      unit: "utility of a value position per log income lost",
      because: "no record relates incomes to brands",
    }),
  };
}
