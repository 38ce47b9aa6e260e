import { marketPrices } from "@cdp-whatif/core/web";
import * as z from "zod";
import type { SourceKind } from "../source-kind.js";
import { PollHead } from "./rest-option.js";

const MarketDefinition = z.strictObject({
  kind: z.literal("market"),
  ...PollHead.shape,
  product: z.string().regex(/^\d{4,24}$/),
  brand: z.enum(["shop", "product"]).optional(),
  firstPages: z.int().positive().optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
});

/** Prices of a product in shops. */
export const market: SourceKind = {
  kind: "market",
  schema: MarketDefinition,
  make: ({ kind: _kind, ...options }: z.output<typeof MarketDefinition>) => marketPrices(options),
};
