import * as z from "zod";

/** How a column enters a linear model. */
export const DesignTerm = z.strictObject({
  name: z.string(),
  kind: z.enum(["number", "boolean", "category"]),
  categories: z
    .array(z.string())
    .meta({ description: "The first is what others are compared with" }),
  logScale: z
    .number()
    .nonnegative()
    .meta({ description: "Of skewed amounts: x enters as ln(1 + x / logScale); 0 as it is" }),
  mean: z.number(),
  sd: z.number().positive(),
  hasMissing: z.boolean().meta({ description: "Whether a gap has an effect of its own" }),
});
export type DesignTerm = z.infer<typeof DesignTerm>;
