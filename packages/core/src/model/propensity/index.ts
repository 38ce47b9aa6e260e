export { fitLogit, type PropensityOptions, predictLogit } from "./fit-logit.js";
export { PropensityLogit } from "./logit-model.js";
