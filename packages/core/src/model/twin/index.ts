export { fitTwin, learnTwin, type TwinFit, type TwinOptions } from "./fit-twin.js";
export {
  type CellGroup,
  type FollowedTwin,
  followTwin,
  type PeriodForecast,
} from "./follow-twin.js";
export { type ForetoldCell, type ForetoldPeriods, foretellTwin } from "./foretell-twin.js";
export {
  BRAND_ELASTICITY,
  CATEGORY_ELASTICITY,
  ELECTRICITY_ELASTICITY,
} from "./published.js";
