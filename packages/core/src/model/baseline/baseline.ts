import * as z from "zod";
import { LocalDate } from "../../schema/index.js";
import { Parameter } from "../../schema/parameter.js";
import { Reason } from "../../schema/verdict.js";
import { ErrorQuantiles } from "./band-quantile.js";
import { BetweenTrees } from "./between-trees.js";
import { FeaturePlan } from "./feature-plan.js";
import { FittedBacktest } from "./fitted-backtest.js";
import { BaselineTransform } from "./transform.js";
import { WANDERING, Wander } from "./wander.js";

const BaselineVariant = z.strictObject({
  transform: BaselineTransform,
  wander: z.enum(["steady", "level", "slope"]),
  trend: z.boolean(),
  lags: z.union([z.literal(0), z.literal(1)]),
  bends: z.boolean(),
  interactions: z.boolean(),
});

/** What a series would do of itself: level, trend, seasons, and the effects of regressors and holidays. */
export const Baseline = z
  .strictObject({
    kind: z.literal("baseline"),
    version: z.literal(1),
    from: LocalDate,
    to: LocalDate.meta({ description: "Period that the state stands at" }),
    rows: z.int().positive().meta({ description: "Periods with a value" }),
    variant: BaselineVariant,
    plan: FeaturePlan,
    centre: z.number().meta({ description: "What is taken off the transformed value" }),
    spread: z.number().positive().meta({ description: "What it is divided by then" }),
    floor: z.number().nullable().meta({
      description: "Value that stands for lower ones on a scale that does not reach them",
    }),
    wander: Wander,
    noise: z.number().positive().meta({ description: "Variance of a period's own noise" }),
    state: z.strictObject({
      mean: z.array(z.number()),
      covariance: z
        .array(z.number())
        .meta({ description: "Lower triangle by rows, in units of the noise" }),
    }),
    path: z.strictObject({
      days: z.array(z.int()).meta({ description: "First day of each row, since 1970-01-01" }),
      level: z
        .array(z.number())
        .meta({ description: "Of every step from the first row to the last" }),
      short: z.array(z.number()),
    }),
    errors: ErrorQuantiles,
    between: BetweenTrees.nullable().meta({
      description: "What speaks beside the smooth model within the time that was fitted",
    }),
    parameters: z.record(z.string(), Parameter),
    scores: z
      .array(z.strictObject({ variant: BaselineVariant, error: z.number().nonnegative() }))
      .meta({ description: "Mean absolute error of each variant from rolling origins" }),
    backtest: FittedBacktest,
    weaknesses: z.array(Reason),
  })
  .refine(
    ({ state }) =>
      state.mean.length > WANDERING &&
      state.covariance.length === (state.mean.length * (state.mean.length + 1)) / 2,
    "a covariance of every two parts of the state",
  )
  .refine(
    ({ state, plan }) => plan.means.length + WANDERING === state.mean.length,
    "an effect for every column",
  )
  .refine(
    ({ path }) =>
      path.days.length > 0 && path.level.length > 0 && path.short.length === path.level.length,
    "a level and a residual for every step",
  );
export type Baseline = z.infer<typeof Baseline>;

/** A square matrix from its lower triangle by rows. */
export function fromTriangle(lower: readonly number[], n: number): Float64Array {
  const square = new Float64Array(n * n);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      square[i * n + j] = lower[at]!;
      square[j * n + i] = lower[at]!;
      at++;
    }
  }
  return square;
}

/** The lower triangle of a symmetric matrix, by rows. */
export function toTriangle(square: Float64Array, n: number): number[] {
  const lower: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) lower.push(square[i * n + j]!);
  }
  return lower;
}
