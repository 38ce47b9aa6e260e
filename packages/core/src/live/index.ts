export {
  createLiveEngine,
  type LiveEngine,
  type LiveEngineOptions,
  type LiveFitOptions,
  type LiveLook,
  type LiveView,
  querySince,
} from "./live-engine.js";
export type {
  ChallengeCause,
  Challenger,
  Drift,
  LiveNews,
  LiveState,
  Trial,
} from "./live-state.js";
export {
  createLiveTwin,
  type LiveAnswer,
  type LiveTwin,
  type LiveTwinOptions,
} from "./live-twin.js";
export { type LiveStep, startState, stepLive, withChallenger } from "./step.js";
export { compareTwins } from "./twin-change.js";
