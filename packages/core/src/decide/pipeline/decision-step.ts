import * as z from "zod";
import { Reason } from "../../schema/verdict.js";

/** The nodes of the decision pipeline, in the letters of its drawing. */
export const DECISION_NODES = {
  A: "input",
  B: "persona_match",
  C: "load_profile",
  D: "cluster_new_persona",
  E: "behaviour_model",
  F: "simulate_event",
  G: "prediction_valid",
  I: "retrain",
  H: "options",
  J: "rank",
  K: "recommended_actions",
} as const;
export type DecisionNode = keyof typeof DECISION_NODES;

/** What one node did. */
export const DecisionStep = z.strictObject({
  node: z.enum(Object.keys(DECISION_NODES) as [DecisionNode, ...DecisionNode[]]),
  name: z.enum(Object.values(DECISION_NODES)),
  round: z.int().nonnegative().meta({ description: "How often the model was retrained before" }),
  state: z.enum(["done", "skipped", "refused"]),
  branch: z.enum(["yes", "no"]).nullable().meta({ description: "Of a node that asks" }),
  input: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  output: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  reasons: z.array(Reason),
});
export type DecisionStep = z.infer<typeof DecisionStep>;
