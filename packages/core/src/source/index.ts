export { ArrivalQueue, type QueueLimits } from "./arrival-queue.js";
export { type CsvHeader, csvHeader, csvLines } from "./csv-lines.js";
export { type IterableMessage, type IterableOptions, iterableSource } from "./iterable-source.js";
export { jsonLines, type LineOptions, textLines } from "./json-lines.js";
export type { LineBatch, LineSpan, LineVisitor, RowVisitor, SourceLine } from "./line-batch.js";
export {
  LIVE_KINDS,
  type LiveBatch,
  type LiveKind,
  type LiveMessage,
  type LiveOpening,
  type LiveSource,
  SourceError,
} from "./live-source.js";
export { messageLines, type Unwrap, type Unwrapped } from "./message-lines.js";
export { messageTexts } from "./message-texts.js";
export type { ByteSource, StoredBytes } from "./source.js";
export { byteSource, onceSource, textSource } from "./text-source.js";
