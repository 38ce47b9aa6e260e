import * as z from "zod";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { Reason } from "../../schema/verdict.js";
import { NetworkModel } from "../network/index.js";
import { PropensityLogit } from "../propensity/index.js";
import { DecisionTree, TreeModel } from "../tree/index.js";

/** What is known without looking at anybody: shares of the classes, or the mean. */
export const BaseRate = z.strictObject({
  kind: z.literal("base-rate"),
  shares: z.record(z.string(), z.number().min(0).max(1)),
  mean: z.number().nullable(),
});
export type BaseRate = z.infer<typeof BaseRate>;

/** The model that foretells an outcome best, and the contest in which it did. */
export const OutcomeModel = z.strictObject({
  kind: z.literal("outcome"),
  version: z.literal(1),
  task: z.enum(["classification", "regression"]),
  target: z.string(),
  champion: z.string(),
  model: z.discriminatedUnion("kind", [
    BaseRate,
    DecisionTree,
    NetworkModel,
    PropensityLogit,
    TreeModel,
  ]),
  backtest: ModelBacktest,
  rows: z.int().positive(),
  weaknesses: z.array(Reason),
});
export type OutcomeModel = z.infer<typeof OutcomeModel>;
