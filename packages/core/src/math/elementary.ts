export { exp, expm1, logistic, tanh } from "./exponential.js";
export { log, log1p } from "./logarithm.js";
export { pow } from "./power.js";
