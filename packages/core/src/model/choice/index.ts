export * from "./backtest-choice.js";
export * from "./choice-elasticity.js";
export * from "./choice-model.js";
export * from "./choice-shares.js";
export * from "./fit-choice.js";
export type * from "./occasion.js";
export { predictChoice } from "./predict-choice.js";
