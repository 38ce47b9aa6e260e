export type { LineOrigin, TransformContext } from "./context.js";
export { canonicalRecord, transformContext } from "./transform.js";
export { type ZoneClock, zoneClock } from "./zone-clock.js";
