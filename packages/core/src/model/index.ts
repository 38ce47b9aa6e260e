export * from "./backtest/index.js";
export * from "./experiment/index.js";
export * from "./baseline/index.js";
export * from "./calibration/index.js";
export * from "./demand/index.js";
export * from "./drift/index.js";
export type * from "./fit-progress.js";
export * from "./media/index.js";
export * from "./twin/index.js";
