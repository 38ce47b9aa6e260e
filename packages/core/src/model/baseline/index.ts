export * from "./backtest-baseline.js";
export { Baseline } from "./baseline.js";
export type * from "./baseline-row.js";
export * from "./explain-baseline.js";
export { fitBaseline } from "./fit-baseline.js";
export * from "./predict-baseline.js";
export type { BaselineForecast } from "./predict-series.js";
export { ShareBaseline, type ShareForecast } from "./share-baseline.js";
export { BaselineTransform } from "./transform.js";
