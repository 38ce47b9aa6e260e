export { Comparison, compare } from "./compare.js";
export { LEVER_DOMAINS } from "./lever-domain.js";
export * from "./loop/index.js";
export { withParameters } from "./parameter-value.js";
export * from "./pipeline/index.js";
export { TIE_PROBABILITY } from "./rank-actions.js";
export { recommend } from "./recommend.js";
