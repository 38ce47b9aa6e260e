export * from "./answer/index.js";
export * from "./error.js";
export * from "./math/index.js";
export * from "./schema/index.js";
export * from "./simulate/index.js";
export type * from "./store/record-store.js";
