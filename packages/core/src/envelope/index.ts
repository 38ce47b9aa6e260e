export { type ChangeLines, changeLines, type RowMapping, unwrapChange } from "./change-lines.js";
export { type ChangeStamp, nextStamp } from "./change-stamp.js";
export { arrayItems, unwrapBinaryCloudEvent, unwrapCloudEvent } from "./cloud-event.js";
export { debezium, debeziumChange } from "./debezium.js";
export {
  segmentEvents,
  type TrackingCall,
  type TrackingContext,
  type TrackingEvents,
} from "./segment.js";
