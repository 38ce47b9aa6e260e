export type { BatchIngested, Subscriber } from "./notification.js";
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
export { STAGES, type Stage, type StageName } from "./stage.js";
