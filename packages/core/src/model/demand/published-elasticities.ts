import type { ElasticityPrior } from "./demand-model.js";

/** A published own-price elasticity and what it is one of. */
export interface PublishedElasticity extends ElasticityPrior {
  readonly category: string;
  /** Whether the standard error is the publication's own; else it is 40 % of the value, which nothing published tells. */
  readonly spreadKnown: boolean;
}

/** Spread of an elasticity between products or categories where the publication gives none, as a share of its value. */
const SPREAD = 0.4;
/** Standard errors in a 95 % interval. */
const WIDTH = 3.919927969080108;

const FOOD = "Andreyeva, Long, Brownell 2010, Am. J. Public Health 100(2) 216-222";
const BEVERAGES = "BMC Public Health 2013, 13:1072, table 3 (meta-analysis)";
const DRINKS = "Wagenaar, Salois, Komro 2009, Addiction 104";

const figure = (
  level: "brand" | "category",
  category: string,
  value: number,
  source: string,
  interval?: readonly [low: number, high: number],
): PublishedElasticity => ({
  level,
  category,
  value,
  standardError: interval ? (interval[1] - interval[0]) / WIDTH : SPREAD * Math.abs(value),
  source,
  spreadKnown: interval !== undefined,
});

/**
 * Published own-price elasticities whose source, or its abstract, was read: of brands (how buyers leave one brand for
 * another) and of categories (how they buy less of all), which are different quantities.
 */
export const PUBLISHED_ELASTICITIES: readonly PublishedElasticity[] = [
  figure(
    "brand",
    "any",
    -2.62,
    "Bijmolt, van Heerde, Pieters 2005, J. Marketing Research 42(2) 141-156",
  ),
  figure("category", "food away from home", -0.81, FOOD),
  figure("category", "soft drinks", -0.79, FOOD),
  figure("category", "milk", -0.59, FOOD),
  figure("category", "eggs", -0.27, FOOD),
  figure("category", "sugar-sweetened beverages", -1.299, BEVERAGES, [-1.509, -1.089]),
  figure("category", "beer", -0.46, DRINKS),
  figure("category", "wine", -0.69, DRINKS),
  figure("category", "spirits", -0.8, DRINKS),
];
