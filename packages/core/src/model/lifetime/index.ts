export * from "./backtest-lifetime.js";
export {
  type CustomerHistory,
  type CustomerSummary,
  summariseCustomers,
  type UntilOptions,
} from "./customer-history.js";
export { fitLifetime, type LifetimeOptions } from "./fit-lifetime.js";
export * from "./forecast-purchases.js";
export * from "./lifetime-model.js";
export {
  type CustomerForecast,
  type Foretold,
  type ForetoldOutcome,
  type LifetimeQuestion,
  predictLifetime,
} from "./predict-lifetime.js";
export type { DayOptions, Purchase } from "./purchase.js";
