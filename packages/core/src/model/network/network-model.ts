import * as z from "zod";
import { Reason } from "../../schema/verdict.js";

/** How a feature becomes inputs. */
export const NetworkFeature = z.strictObject({
  name: z.string(),
  kind: z.enum(["number", "boolean", "category"]),
  missing: z.boolean().meta({ description: "Whether a missing value has an input of its own" }),
  categories: z.array(z.string()).meta({ description: "Each an input; any other has none" }),
  mean: z.number(),
  sd: z.number().positive(),
  median: z.number().meta({ description: "Stands for a missing value" }),
  knots: z.array(z.number()).meta({ description: "Ends of the pieces of its range, ascending" }),
});
export type NetworkFeature = z.infer<typeof NetworkFeature>;

const NetworkLayer = z
  .strictObject({
    inputs: z.int().positive(),
    outputs: z.int().positive(),
    weights: z.array(z.number()).meta({ description: "By input, then output" }),
    bias: z.array(z.number()),
  })
  .refine(
    ({ inputs, outputs, weights, bias }) =>
      weights.length === inputs * outputs && bias.length === outputs,
    { message: "weights do not fill the layer" },
  );

/** The mean of a few multilayer perceptrons. */
export const NetworkModel = z
  .strictObject({
    kind: z.literal("network"),
    version: z.literal(1),
    task: z.enum(["classification", "regression"]),
    target: z.string(),
    classes: z.array(z.string()).meta({ description: "In order; none of a regression" }),
    event: z.string().nullable().meta({ description: "Of two classes, the one foretold" }),
    mean: z.number().meta({ description: "Of a regression's target" }),
    sd: z.number().positive(),
    features: z.array(NetworkFeature).min(1),
    activation: z.enum(["relu", "tanh"]),
    members: z.array(z.array(NetworkLayer).min(1)).min(1),
    rows: z.int().positive(),
    method: z.string(),
    epochs: z.array(z.int().nonnegative()).meta({ description: "Passes kept, by member" }),
    heldOut: z
      .strictObject({
        loss: z.number(),
        naive: z.number().meta({ description: "Of the base rate, or of the mean" }),
        rows: z.int().positive(),
        name: z.enum(["log loss", "squared error"]),
      })
      .nullable()
      .meta({ description: "Single members on rows that they stopped by; a little too good" }),
    converged: z
      .boolean()
      .meta({ description: "Whether all members stopped before the last pass" }),
    weaknesses: z.array(Reason),
  })
  .refine(
    ({ members }) =>
      members.every((layers) =>
        layers.every(({ inputs }, i) => i === 0 || inputs === layers[i - 1]!.outputs),
      ),
    { message: "layers do not fit each other" },
  );
export type NetworkModel = z.infer<typeof NetworkModel>;
