export type { UpliftMethod } from "./effect.js";
export { fitUplift, predictUplift, type UpliftOptions } from "./fit-uplift.js";
export {
  type Qini,
  type QiniPoint,
  qini,
  qiniCurve,
  type RankedOutcomes,
  type UpliftBand,
  upliftByBand,
} from "./qini.js";
export {
  type TargetedGroup,
  type Targeting,
  type TargetingEstimate,
  type TargetingOptions,
  targetByGroup,
} from "./target-by-group.js";
export { UpliftArm, UpliftModel } from "./uplift-model.js";
