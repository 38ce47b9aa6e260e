import * as z from "zod";
import { TestPlan } from "../../decide/index.js";
import { Recommendation } from "../../schema/recommendation.js";
import { Intervention } from "../../schema/scenario.js";

const Said = z.array(z.string());

/** The answer of `POST /api/v1/recommendations`. */
export const RecommendationResponse = z
  .strictObject({
    success: z.literal(true),
    recommendation: Recommendation,
    sentences: z.strictObject({
      reasons: Said,
      needs: Said,
      verdicts: z
        .record(z.string(), Said)
        .meta({ description: "Of each action's verdict, by its id" }),
    }),
  })
  .meta({ id: "RecommendationResponse" });
export type RecommendationResponse = z.infer<typeof RecommendationResponse>;

/** The body of `POST /api/v1/experiments/plan`: an action as recommended, and how it is to be tested. */
export const TestPlanRequest = z
  .strictObject({
    interventions: z.array(Intervention).min(1).max(20),
    brand: z.string().optional(),
    measureDays: z.int().min(1).max(365).optional(),
    customersPerDay: z.number().positive().optional(),
    test: z.string().min(1).max(200).optional(),
    from: z.iso.date().optional(),
    alpha: z.number().gt(0).lt(1).optional(),
    power: z.number().gt(0).lt(1).optional(),
    sided: z.enum(["one", "two"]).optional(),
    sequential: z
      .union([
        z.boolean(),
        z.strictObject({
          kind: z.literal("group"),
          spending: z.enum(["obrien-fleming", "pocock"]).optional(),
          looks: z.int().min(2).max(20).optional(),
        }),
        z.strictObject({
          kind: z.literal("always-valid"),
          looks: z.int().min(2).max(100).optional(),
        }),
      ])
      .optional(),
    prePeriod: z.boolean().optional(),
    margin: z.record(z.string(), z.number().min(0).max(1)).optional(),
    seed: z.int().min(0).max(4294967295).optional(),
    draws: z.int().min(2).max(5000).optional(),
  })
  .meta({ id: "TestPlanRequest" });
export type TestPlanRequest = z.infer<typeof TestPlanRequest>;

/** The answer of `POST /api/v1/experiments/plan`. */
export const TestPlanResponse = z
  .strictObject({
    success: z.literal(true),
    test_plan: TestPlan,
    description: Said.meta({ description: "The plan in plain English" }),
    sentences: Said,
  })
  .meta({ id: "TestPlanResponse" });
export type TestPlanResponse = z.infer<typeof TestPlanResponse>;
