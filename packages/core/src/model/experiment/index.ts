export { type Assignment, assignArm, createArmAssigner } from "./assign-arm.js";
export type {
  ArmAdjustment,
  ExperimentDesign,
  ExperimentMetric,
  MeanBaseline,
  RatioBaseline,
  SequentialDesign,
} from "./design.js";
export type { Traffic } from "./duration.js";
export { ExperimentPlan } from "./experiment-plan.js";
export {
  minimumDetectableEffect,
  type PlanOptions,
  planExperiment,
  powerOfExperiment,
} from "./plan-experiment.js";
