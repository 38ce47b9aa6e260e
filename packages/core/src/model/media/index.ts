export { fitMedia } from "./fit-media.js";
export * from "./media-model.js";
export type * from "./media-option.js";
export { type MediaForecast, predictMedia, warnOfMediaRange } from "./predict-media.js";
