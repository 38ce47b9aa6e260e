import type { Parameter } from "../../schema/parameter.js";

/** A published figure whose source was read. */
interface Published {
  readonly value: number;
  readonly source: string;
}

/** Own-price elasticity of a brand's sales: mean of 1,851 estimates in 81 studies. */
export const BRAND_ELASTICITY: Published = {
  value: -2.62,
  source: "Bijmolt, van Heerde, Pieters 2005, J. Marketing Research 42(2) 141-156",
};

/** Own-price elasticity of the category "food away from home": review of 160 studies. */
export const CATEGORY_ELASTICITY: Published = {
  value: -0.81,
  source: "Andreyeva, Long, Brownell 2010, Am. J. Public Health 100(2) 216-222",
};

/** Own-price elasticity of residential electricity, short run: median of the literature. */
export const ELECTRICITY_ELASTICITY: Published = {
  value: -0.28,
  source: "Espey and Espey 2004, J. Agricultural and Applied Economics 36(1) 65-81",
};

/** A second short-run figure, whose distance from the first tells how far such figures differ. */
export const ELECTRICITY_ELASTICITY_EIA: Published = {
  value: -0.15,
  source: "US EIA Annual Energy Outlook 2003 model response",
};

/** Spread of a price coefficient between brands and categories, as a share of its value; nothing published was read. */
export const PRICE_SPREAD = 0.4;

/** Utility per log price that gives a brand of `share` the published elasticity: `-α (1 - share)`. */
export function publishedPriceCoefficient(share: number): number {
  return -BRAND_ELASTICITY.value / (1 - share);
}

/** A parameter that a publication tells. */
export const prior = (
  value: number,
  {
    standardError,
    unit,
    publication,
  }: { standardError: number; unit: string; publication: string },
): Parameter => ({ value, standardError, unit, origin: { kind: "prior", publication } });

/** A parameter that nothing tells: whatever uses it is at most weak. */
export const assumed = (
  value: number,
  { standardError, unit, because }: { standardError: number; unit: string; because: string },
): Parameter => ({ value, standardError, unit, origin: { kind: "assumed", because } });
