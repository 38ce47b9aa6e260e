export type * from "./backend.js";
export * from "./model/behaviour.js";
export * from "./model/simulation.js";
