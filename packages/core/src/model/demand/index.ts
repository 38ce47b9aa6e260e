export { backtestDemand, type DemandBacktestOptions } from "./backtest-demand.js";
export { warnOfDemandExtrapolation } from "./demand-extrapolation.js";
export { Causality, DemandModel, ElasticityPrior } from "./demand-model.js";
export type { DemandOptions } from "./demand-option.js";
export type { DemandQuestion, DemandRow } from "./demand-row.js";
export { fitDemand } from "./fit-demand.js";
export { type DemandForecast, forecastDemand, predictDemand } from "./predict-demand.js";
export { PUBLISHED_ELASTICITIES, type PublishedElasticity } from "./published-elasticities.js";
export type { DemandErrors } from "./robust-error.js";
