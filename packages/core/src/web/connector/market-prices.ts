import * as z from "zod";
import { type Rejection, reject } from "../../schema/index.js";
import { restSource } from "../rest-source.js";
import type { Connector, ConnectorOptions } from "./connector.js";
import { itemLines } from "./item-lines.js";

/** What prices are asked with. */
export interface MarketOptions extends ConnectorOptions {
  /** Barcode of the one product whose price is followed. */
  readonly product: string;
  /** Whose price it is: the shop's chain (default), or the product's own brand. */
  readonly brand?: "shop" | "product" | undefined;
  /** Default: that of Open Prices. */
  readonly url?: string | undefined;
  /** Pages of 100 prices that are read the first time. Default: all. */
  readonly firstPages?: number | undefined;
}

const Word = z.string().nullish();

/** The part of a price that is used. */
const Price = z.object({
  product_code: z.string().nullish(),
  product: z.object({ brands: Word }).nullish(),
  price: z.number().positive(),
  price_is_discounted: z.boolean().nullish(),
  price_without_discount: z.number().positive().nullish(),
  currency: z.string().length(3),
  date: z.string().min(1),
  created: z.string().min(1),
  updated: z.string().nullish(),
  location: z.object({ osm_brand: Word, osm_name: Word, osm_address_city: Word }).nullish(),
});
type Price = z.output<typeof Price>;

/**
 * Prices of a product in shops, from Open Prices (Open Food Facts), as market lines.
 *
 * @remarks Newest first, up to what is known; a price that is corrected later is not read again.
 * @see https://prices.openfoodfacts.org/api/docs
 */
export function marketPrices(options: MarketOptions): Connector {
  const { product, brand = "shop", firstPages, everyMs = 3_600_000, ...rest } = options;
  const url = new URL("prices", options.url ?? "https://prices.openfoodfacts.org/api/v1/");
  const asked = { product_code: product, order_by: "-created", size: "100" };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return {
    source: restSource({
      ...rest,
      url: url.href,
      everyMs,
      firstPages,
      items: "/items",
      paging: { by: "page", parameter: "page", last: "/pages" },
      since: { pointer: "/created" },
    }),
    unwrap: itemLines(Price, (price) => marketLines(price, brand)),
  };
}

function marketLines(price: Price, brandOf: "shop" | "product"): readonly object[] | Rejection {
  const { location, product } = price;
  const region = location?.osm_address_city ?? null;
  if (region === null || region === "") return nothingAt("/location/osm_address_city", "a city");
  const brand =
    brandOf === "shop" ? location?.osm_brand || location?.osm_name : product?.brands?.split(",")[0];
  if (!brand) {
    return brandOf === "shop"
      ? nothingAt("/location/osm_brand", "the name of the shop or its chain")
      : nothingAt("/product/brands", "the brand of the product");
  }
  const offer = readOffer(price);
  if ("rule" in offer) return offer;
  const { date, currency, created, updated } = price;
  return [{ date, region, brand, currency, generated_at: updated ?? created, ...offer }];
}

/** Our price is that before the discount; where it is not known, the price paid is kept as that of a deal. */
function readOffer({ price, price_is_discounted, price_without_discount }: Price) {
  if (price_is_discounted !== true) return { price };
  const before = price_without_discount ?? null;
  if (before === null) return { price, promotion: { deal: 1 } };
  if (before < price) {
    return reject("out_of_range", {
      field: "/price_without_discount",
      found: before,
      expected: `at least the price after the discount, ${price}`,
    });
  }
  return { price: before, promotion: { discount: (before - price) / before } };
}

function nothingAt(field: string, expected: string): Rejection {
  return reject("missing", { field, found: undefined, expected });
}
