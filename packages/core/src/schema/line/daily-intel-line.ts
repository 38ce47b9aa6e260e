import * as z from "zod";
import { DateText, LineHead, Text } from "./field.js";

/** Cell of a daily report: `loyalty_<brand>` are fractions, the rest is unnamed. */
export const IntelCell = z.looseObject({
  activity: z.string().nullish(),
  trigger: z.string().nullish(),
  triggers: z.array(z.string()).nullish(),
});
export type IntelCell = z.output<typeof IntelCell>;

/** A daily intelligence report (3.4): region → persona → cell. */
export const DailyIntelLine = z.looseObject({
  ...LineHead,
  date: DateText,
  daily_intelligence_summary: z.string().nullish(),
  behavioral_twin_report: z.record(z.string(), z.record(z.string(), IntelCell)),
  anomaly_detection: z.string().nullish(),
  incentive_analysis: z
    .object({ dominant_group: Text.nullish() })
    .catchall(z.union([z.number(), z.string(), z.null()]))
    .nullish(),
});
export type DailyIntelLine = z.output<typeof DailyIntelLine>;
