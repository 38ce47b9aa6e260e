export * from "./behaviour-line.js";
export * from "./choice-path.js";
export * from "./market-day.js";
export * from "./market-line.js";
export * from "./plan-options.js";
export { planTruth } from "./plan-truth.js";
export * from "./truth.js";
