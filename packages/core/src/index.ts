export * from "./answer/index.js";
export * from "./error.js";
export * from "./math/index.js";
export * from "./pipeline/index.js";
export * from "./schema/index.js";
export * from "./simulate/index.js";
export * from "./source/index.js";
export * from "./store/index.js";
