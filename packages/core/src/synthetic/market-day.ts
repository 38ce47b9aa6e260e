import { exp } from "../math/index.js";
import { dateText, dayNumber } from "./calendar.js";
import { rounded } from "./draw.js";
import { pricePath } from "./price-path.js";
import { type PromotionDay, promotionPath } from "./promotion-path.js";
import type { PlantedBrand, PlantedRegion, Truth } from "./truth.js";
import { type WeatherDay, weatherPath } from "./weather-path.js";

/** What a brand does in a region on a day, as it is written. */
export interface BrandDay {
  /** List price, before the discount. */
  readonly price: number;
  readonly discount: number;
  readonly pointMultiplier: number;
  readonly bogo: boolean;
  readonly feature: number;
  readonly display: number;
  readonly promotion: PromotionDay;
}

/** A region on a day: its weather and its brands, in the truth's order. */
export interface RegionDay {
  readonly weather: WeatherDay;
  readonly brands: readonly BrandDay[];
}

/** A day of the market; `day` counts from 0 at the start, `number` since 1970-01-01. */
export interface MarketDay {
  readonly day: number;
  readonly number: number;
  readonly date: string;
  readonly holiday: boolean;
  readonly regions: readonly RegionDay[];
}

/** The days of a planted market in order; nothing of a day is kept after it. */
export function* marketDays(truth: Truth): Generator<MarketDay> {
  const first = dayNumber(truth.start);
  const regions = truth.regions.map((region) => regionPath(truth, region));
  for (let day = 0; day < truth.days; day++) {
    const number = first + day;
    const date = dateText(number);
    yield {
      day,
      number,
      date,
      holiday: truth.holidays.some(({ start, end }) => start <= date && date <= end),
      regions: regions.map((next) => next(day, number)),
    };
  }
}

function regionPath(truth: Truth, region: PlantedRegion) {
  const weather = weatherPath(region, truth);
  const brands = truth.brands.map((brand) => brandPath(truth, { brand, region: region.id }));
  return (day: number, number: number): RegionDay => ({
    weather: weather(day, number),
    brands: brands.map((next) => next(day)),
  });
}

function brandPath(
  truth: Truth,
  { brand, region }: { brand: PlantedBrand; region: string },
): (day: number) => BrandDay {
  const { seed, promotions, priceVariation: variation } = truth;
  const price = pricePath({ brand: brand.id, region }, { seed, variation });
  const promotion = promotionPath({ brand, region }, { seed, promotions });
  return (day) => {
    const now = promotion(day);
    const common = now.common?.level;
    const regional = now.regional?.level;
    return {
      price: Math.max(0.1, rounded(brand.price * exp(price()), 1)),
      discount: Math.max(
        common?.kind === "discount" ? common.discount : 0,
        regional?.kind === "discount" ? regional.discount : 0,
      ),
      pointMultiplier: common?.kind === "points" ? common.pointMultiplier : 1,
      bogo: common?.kind === "bogo",
      feature: now.feature,
      display: now.display,
      promotion: now,
    };
  };
}
