export * from "./compare-models.js";
export * from "./score.js";
export * from "./split.js";
export * from "./warning.js";
