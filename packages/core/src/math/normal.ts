export { erf, erfc, normalCdf, normalDensity } from "./error-function.js";
export { normalQuantile } from "./normal-quantile.js";
