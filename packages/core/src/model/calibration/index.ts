export { type CalibratedParameter, calibrateParameter } from "./calibrate-parameter.js";
export {
  calibrate,
  type ElasticityResult,
  explainCalibration,
  type ShareResult,
  type TwinCalibration,
  type TwinResult,
} from "./calibrate-twin.js";
export { type CalibratedVector, calibrateVector, type VectorBelief } from "./calibrate-vector.js";
export type { Disagreement } from "./conflict.js";
export {
  type BeliefSummary,
  type BetaBelief,
  betaBelief,
  calibrateProportion,
  calibrateRate,
  type GammaBelief,
  gammaBelief,
  summariseBeta,
  summariseGamma,
} from "./conjugate.js";
export { Evidence, EvidenceSource, Transport } from "./evidence.js";
