import * as z from "zod";
import { Amount, Amounts, Fraction, LineHead, Sentences, Text, TimeText } from "./field.js";

/** A behaviour line (original formats 3.1): the aggregate of one persona in one region at one time. */
export const BehaviourLine = z.looseObject({
  ...LineHead,
  timestamp: TimeText,
  group: Text,
  region: Text,
  total_personas: Amount.max(Number.MAX_SAFE_INTEGER).nullish().meta({ unit: "people" }),
  brand_distribution: Amounts.nullish().meta({
    description: "By brand: head counts, fractions or percent; which, is decided from the sum",
  }),
  brand_percentages: Amounts.nullish().meta({ unit: "%" }),
  avg_satisfaction: Fraction.nullish(),
  digital_adoption_rate: Fraction.nullish(),
  gamification_engagement: Fraction.nullish(),
  efficiency_score: Fraction.nullish(),
  key_insights: Sentences,
});
export type BehaviourLine = z.output<typeof BehaviourLine>;
/** A behaviour line as it is written: what may be left out may be absent. */
export type BehaviourInput = z.input<typeof BehaviourLine>;

/** A row of the original dashboard's demo (3.3): a day number instead of a time, shares that need not sum to 1. */
export const DemoRow = z.looseObject({ group: Text, region: Text.nullish(), day: z.int() });
export type DemoRow = z.output<typeof DemoRow>;
