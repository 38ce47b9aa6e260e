import * as z from "zod";
import { Reason } from "./verdict.js";

/** Mean loss of a contestant in held-out rows, beside that of the naive one; lower is better. */
export const HeldOutScore = z.strictObject({
  score: z.number(),
  naive: z.number(),
  difference: z.number().meta({ description: "score - naive; below 0 the model is better" }),
  standardError: z
    .number()
    .nonnegative()
    .meta({ description: "of the difference, over folds or groups of rows that belong together" }),
});
export type HeldOutScore = z.infer<typeof HeldOutScore>;

/** How well a model foretold rows that it had not seen, beside a naive forecast and its rivals. */
export const ModelBacktest = z.strictObject({
  scheme: z.string().meta({ description: "How rows were held out, such as rolling origin" }),
  folds: z.int().positive(),
  heldOut: z.int().nonnegative().meta({ description: "Rows foretold, over all folds" }),
  naive: z.string(),
  decidedBy: z.string().meta({ description: "Name of the loss that chooses the champion" }),
  champion: z.string().meta({ description: "Name of the best contestant; the naive one at a tie" }),
  contestants: z.record(z.string(), z.record(z.string(), HeldOutScore)),
  failed: z
    .record(z.string(), z.string())
    .meta({ description: "Contestants that refused a fold, and why" }),
  warnings: z.array(Reason),
});
export type ModelBacktest = z.infer<typeof ModelBacktest>;
