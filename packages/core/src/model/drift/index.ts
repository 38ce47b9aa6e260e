export { type Challenge, type ChallengeOptions, challenge } from "./challenge.js";
export { compareParameters, type ParameterChange } from "./compare-parameters.js";
export { DriftAlarm, DriftBaseline, DriftState, DriftWatch } from "./drift-watch.js";
export { type InputDrift, type InputDriftOptions, inputDrift } from "./input-drift.js";
export { noteDrift } from "./note-drift.js";
export { shareSeries } from "./share-series.js";
export {
  advanceDrift,
  type DriftOptions,
  type DriftSeries,
  fitDriftWatch,
  watchDrift,
} from "./watch-drift.js";
