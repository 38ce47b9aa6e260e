export { analyseExperiment } from "./analyse-experiment.js";
export type { AnalysisOptions } from "./analysis.js";
export type {
  ArmSummary,
  ConversionSummary,
  MeanSummary,
  RatioSummary,
  SumSummary,
} from "./arm.js";
export { type Assignment, assignArm, createArmAssigner } from "./assign-arm.js";
export { describePlan } from "./describe-plan.js";
export type {
  ArmAdjustment,
  ExperimentDesign,
  ExperimentMetric,
  MeanBaseline,
  RatioBaseline,
  SequentialDesign,
} from "./design.js";
export type { Traffic } from "./duration.js";
export { adjustResults, type ExperimentEvidence, evidenceOf } from "./evidence.js";
export { ExperimentPlan } from "./experiment-plan.js";
export { ExperimentEffect, ExperimentResult } from "./experiment-result.js";
export type { ExperimentRow } from "./experiment-row.js";
export { mixtureBound, mixturePValue } from "./mixture-bound.js";
export type { Monitoring } from "./monitor.js";
export {
  minimumDetectableEffect,
  type PlanOptions,
  planExperiment,
  powerOfExperiment,
} from "./plan-experiment.js";
export { alphaSpent, type Spending, spendingBounds } from "./spending.js";
