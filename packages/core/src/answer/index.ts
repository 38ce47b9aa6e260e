export { type AnomalyGround, anomalies } from "./anomalies.js";
export type * from "./backend.js";
export {
  type BehaviourQuestion,
  behaviour,
  behaviourCursor,
  behaviourResponse,
  type PageLink,
  type PageOptions,
  readBehaviourQuestion,
} from "./behaviour.js";
export { type CursorList, type Place, readCursor, writeCursor } from "./cursor.js";
export { dailyIntel, dailyIntelResponse } from "./daily-intel.js";
export { planRequest } from "./decide/plan-request.js";
export { recommendRequest } from "./decide/recommend-request.js";
export { enriched } from "./enriched.js";
export * from "./model/behaviour.js";
export * from "./model/decision.js";
export * from "./model/enriched.js";
export * from "./model/intel.js";
export * from "./model/intel-finding.js";
export * from "./model/simulation.js";
export {
  checkKeys,
  type DataGround,
  knownNames,
  readChoice,
  readDay,
  readLimit,
} from "./query.js";
export { REASON_CODES } from "./sentence/reason-code.js";
export { LOCALES, type Locale, localeOf } from "./sentence/say.js";
export { sentence } from "./sentence/sentence.js";
export { series } from "./series.js";
export {
  type SimulateRequestOptions,
  simulateRequest,
  twinNames,
} from "./simulate/simulate-request.js";
export { simulateRequestBytes } from "./simulate/simulate-request-bytes.js";
export { simulationParameters } from "./simulate/simulation-parameters.js";
export { summary } from "./summary.js";
export { timestamp } from "./timestamp.js";
export { topics } from "./topics.js";
export { triggers } from "./triggers.js";
export { webIntel } from "./web-intel.js";
export { withoutRecords } from "./without-records.js";
