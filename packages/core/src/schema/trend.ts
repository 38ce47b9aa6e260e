import * as z from "zod";

/** How one driver goes ahead of one outcome. */
export const TrendFinding = z.strictObject({
  driver: z.string().min(1),
  outcome: z.string().min(1),
  lagDays: z.int().nonnegative().meta({ description: "Days by which the driver is ahead" }),
  correlation: z.number().min(-1.000001).max(1.000001).meta({ description: "Of innovations" }),
  days: z.int().positive(),
  pValue: z.number().min(0).max(1).meta({ description: "Over all lags, by permutation" }),
  qValue: z.number().min(0).max(1).meta({ description: "Adjusted for all pairs" }),
  finding: z.boolean(),
});
export type TrendFinding = z.infer<typeof TrendFinding>;

/** All pairs of one comparison, and how it was made. */
export const TrendReport = z.strictObject({
  pairs: z.array(TrendFinding),
  refused: z.array(
    z.strictObject({ driver: z.string(), outcome: z.string(), code: z.literal("too_few_rows") }),
  ),
  correction: z.enum(["benjamini-hochberg", "benjamini-yekutieli"]),
  q: z.number().gt(0).lt(1),
  permutations: z.int().positive(),
  maxLagDays: z.int().nonnegative(),
  seed: z.int().nonnegative(),
});
export type TrendReport = z.infer<typeof TrendReport>;
