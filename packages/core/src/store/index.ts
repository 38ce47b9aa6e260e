export { type BehaviourColumns, recordsOfColumns } from "./behaviour-columns.js";
export { type BucketSize, bucketStart } from "./bucket.js";
export { behaviourColumns } from "./column-builder.js";
export { decideConflict, type Standing, SUPERSEDED, supersededLetter } from "./conflict.js";
export type * from "./customer-store.js";
export { deadLetter, type Undelivered } from "./dead-letter.js";
export { eventColumns } from "./event-builder.js";
export { type EventColumns, recordsOfEvents } from "./event-columns.js";
export {
  type BehaviourPoint,
  buildHistory,
  type HistoryInput,
  type MarketPoint,
} from "./history.js";
export { memoryStore } from "./memory-store.js";
export { buffersOfColumns } from "./packed-columns.js";
export type * from "./record-store.js";
