export * from "./backtest/index.js";
export type * from "./fit-progress.js";
export * from "./twin/index.js";
