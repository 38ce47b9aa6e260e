export type { LineOrigin, TransformContext } from "./context.js";
export { canonicalRecord, type TransformOptions, transformContext } from "./transform.js";
export { type PlacedTime, type ZoneClock, zoneClock } from "./zone-clock.js";
