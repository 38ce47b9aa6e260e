import * as z from "zod";
import { ExperimentResult } from "../../model/experiment/index.js";
import { Parameter } from "../../schema/parameter.js";
import { Recommendation } from "../../schema/recommendation.js";
import { Reason } from "../../schema/verdict.js";

const Place = z.strictObject({
  id: z.string(),
  rank: z.int().positive(),
  score: z.number(),
  roi: z.number().nullable(),
});

/** What a test changed: in the twin, in the ranking, in the advice, and why. */
export const LoopReport = z.strictObject({
  kind: z.literal("loop-report"),
  version: z.literal(1),
  test: z.string(),
  result: ExperimentResult,
  twinDigest: z.strictObject({ before: z.string(), after: z.string() }),
  effect: z
    .strictObject({
      predicted: z.number(),
      measured: z.number(),
      measuredError: z.number(),
      learnt: z.number(),
      z: z.number(),
      pValue: z.number(),
    })
    .meta({
      description: "Change of the measured share: foretold, measured, and foretold afterwards",
    }),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      before: Parameter,
      after: Parameter,
      shift: z.number().nullable().meta({ unit: "standard errors of before" }),
      narrowing: z
        .number()
        .min(0)
        .max(1)
        .meta({ description: "Standard error lost, of what it was" }),
    }),
  ),
  actions: z
    .array(
      z.strictObject({
        levers: z.string(),
        before: Place.nullable(),
        after: Place.nullable(),
      }),
    )
    .meta({ description: "Each action before and after, matched by levers, places and times" }),
  before: Recommendation,
  after: Recommendation,
  changed: z
    .boolean()
    .meta({ description: "Whether another set of levers, or nothing, is now best" }),
  reasons: z.array(Reason),
});
export type LoopReport = z.infer<typeof LoopReport>;
