export type { ContextSource } from "./context-index.js";
export type { WeatherDriver } from "./effect/driver.js";
export {
  type EffectEstimate,
  type EffectOptions,
  estimateEffects,
} from "./effect/estimate-effects.js";
export { type DailyFit, type DailyRegression, dailyLeastSquares } from "./effect/newey-west.js";
export { createEnrichment } from "./enrich.js";
export { type EnrichOptions, enrichBehaviour } from "./enrich-behaviour.js";
export { type HolidayPhase, type HolidayReach, holidayPhases } from "./holiday-phase.js";
export { type BehaviourSource, type JoinOptions, joinContext } from "./join-context.js";
export { type LunarMonth, lunarDay, lunarMonths, solarTermDay } from "./lunisolar.js";
export * from "./sentiment/index.js";
export { taiwanCalendar } from "./taiwan-calendar.js";
export { cellTrends } from "./trend/cell-trends.js";
export { correlateTrends, type TrendOptions, type TrendSeries } from "./trend/correlate-trends.js";
