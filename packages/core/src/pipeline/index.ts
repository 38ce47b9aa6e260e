export { compileRules } from "../validate/record-rule.js";
export { type CustomerAnswer, type CustomerQuery, readCustomer } from "./customer.js";
export { type DeriveOptions, type DeriveReport, deriveBehaviour } from "./derive-behaviour.js";
export { type EraseOptions, type EraseReport, eraseCustomer } from "./erase-customer.js";
export { type ExpireOptions, expireEvents } from "./expire-events.js";
export {
  type Acceptance,
  createIntake,
  type Intake,
  type IntakeOptions,
} from "./intake.js";
export { type BatchIngested, Notification, type Subscriber } from "./notification.js";
export type { Rule } from "./parse-batch.js";
export {
  createDeliveryParser,
  type Delivery,
  type DeliveryOptions,
  type DeliveryParser,
  type ParsedDelivery,
  withEventColumns,
} from "./parse-delivery.js";
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
