export { compileRules } from "../validate/record-rule.js";
export {
  type Acceptance,
  createIntake,
  type Delivery,
  type Intake,
  type IntakeOptions,
} from "./intake.js";
export { type BatchIngested, Notification, type Subscriber } from "./notification.js";
export type { Rule } from "./parse-batch.js";
export {
  createLineParser,
  type LineParser,
  type LinePlace,
  type ParsedLine,
  parseBehaviourLine,
  parseLine,
} from "./parse-line.js";
export type { ParseOptions } from "./parse-options.js";
export type { ParsedPiece, ParsingOptions, SourceParser, SourcePlace } from "./parse-source.js";
export { createPipeline, type Pipeline } from "./pipeline.js";
export type { PipelineOptions, Progress } from "./pipeline-options.js";
export { type ReplayOptions, type ReplayReport, replayDeadLetters } from "./replay.js";
export { type Retry, retryDelayMs, type Timing } from "./retry.js";
export { type LiveOptions, runLive } from "./run-live.js";
export { LIVE_STATES, type SourceState } from "./source-state.js";
export { STAGES, type Stage, StageBoard, type StageName } from "./stage.js";
