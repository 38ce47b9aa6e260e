export { LEVER_DOMAINS } from "./lever-domain.js";
export { withParameters } from "./parameter-value.js";
export { TIE_PROBABILITY } from "./rank-actions.js";
export { recommend } from "./recommend.js";
