import * as z from "zod";
import { Amount, Amounts, DateText, Fraction, LineHead, Sentences, Text } from "./field.js";

/** A district report (3.8). */
export const DistrictLine = z.looseObject({
  ...LineHead,
  date: DateText,
  district: Text,
  total_personas: Amount.max(Number.MAX_SAFE_INTEGER).nullish(),
  age_distribution: Amounts.nullish(),
  income_bracket: Amounts,
  brand_distribution: Amounts,
  spending_analysis: z
    .looseObject({
      avg_monthly: Amount.nullish(),
      avg_digital_adoption: Fraction.nullish(),
      avg_efficiency: Fraction.nullish(),
    })
    .nullish(),
  key_insights: Sentences,
});
export type DistrictLine = z.output<typeof DistrictLine>;
