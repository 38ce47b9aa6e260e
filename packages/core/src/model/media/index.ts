export * from "./allocate-budget.js";
export { backtestMedia } from "./backtest-media.js";
export { fitMedia } from "./fit-media.js";
export * from "./media-model.js";
export type * from "./media-option.js";
export { type MediaForecast, predictMedia, warnOfMediaRange } from "./predict-media.js";
export { type ResponsePoint, responseCurve } from "./response-curve.js";
