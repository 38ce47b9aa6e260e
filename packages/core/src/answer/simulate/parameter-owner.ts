import type { EVENT_TYPES } from "../model/simulation.js";

type EventType = (typeof EVENT_TYPES)[number];

/** Which kind of change each parameter of a request belongs to, whatever `event_type` names the headline. */
export const PARAMETER_OWNER = {
  price: "price_change",
  electricity_price: "price_change",
  price_sensitivity: "price_change",
  discount: "promotion",
  point_multiplier: "promotion",
  bogo: "promotion",
  promotion_intensity: "promotion",
  bill_offset: "promotion",
  co_brand_reach: "promotion",
  co_brand_attraction: "promotion",
  target: "competition",
  action: "competition",
  strength: "competition",
  similarity: "competition",
  entry_utility: "competition",
  trigger: "external",
  value: "external",
  lag_days: "external",
} as const satisfies Readonly<Record<string, EventType>>;

/** Parameters that serve more than one kind: the brand of a promotion or an attack, the region of a condition, the cost. */
export const SHARED_PARAMETERS = ["brand", "region", "cost"] as const;

/** Every parameter's name. */
export const PARAMETER_NAMES: readonly string[] = [
  ...Object.keys(PARAMETER_OWNER),
  ...SHARED_PARAMETERS,
];
