export { backtestNetwork } from "./backtest-network.js";
export { fitNetwork } from "./fit-network.js";
export * from "./network-model.js";
export type * from "./network-option.js";
export { networkProbabilities, predictNetwork } from "./predict-network.js";
