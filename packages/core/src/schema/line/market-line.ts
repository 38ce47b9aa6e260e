import * as z from "zod";
import { Amount, DateText, Fraction, LineHead, Text } from "./field.js";

/** A market line: what a brand did, or plans to do, in a region on a date. */
export const MarketLine = z.looseObject({
  ...LineHead,
  date: DateText,
  region: Text,
  brand: Text,
  price: z.number().positive().nullish().meta({ unit: "currency per unit, before the discount" }),
  currency: z.string().length(3).nullish(),
  units: Amount.nullish(),
  promotion: z
    .looseObject({
      discount: Fraction.nullish(),
      point_multiplier: z.number().positive().nullish(),
      bogo: z.boolean().nullish(),
      deal: Fraction.nullish(),
    })
    .nullish(),
  feature: Fraction.nullish(),
  display: Fraction.nullish(),
  distribution: Fraction.nullish(),
  planned: z.boolean().nullish(),
});
export type MarketLine = z.output<typeof MarketLine>;
