import * as z from "zod";
import { EnrichedTable } from "../../schema/enriched.js";
import { TrendReport } from "../../schema/trend.js";

/** `GET /api/v1/behavior/enriched`: the Enriched Behaviour Model of one cell; `trends` when asked by `include=trends`. */
export const EnrichedAnswer = z.strictObject({
  success: z.literal(true),
  count: z.int().nonnegative(),
  data: EnrichedTable,
  trends: TrendReport.nullable(),
  filters_applied: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type EnrichedAnswer = z.infer<typeof EnrichedAnswer>;
