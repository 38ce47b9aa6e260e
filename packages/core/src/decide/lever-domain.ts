import type { Lever } from "../schema/recommendation-request.js";

/** Levels that the engine takes, and the level at which a lever does nothing. */
export const LEVER_DOMAINS: Readonly<
  Record<Lever, { readonly low: number; readonly high: number; readonly neutral: number }>
> = {
  price: { low: 0.1, high: 10, neutral: 1 },
  discount: { low: 0, high: 0.9, neutral: 0 },
  points: { low: 0.5, high: 5, neutral: 1 },
  bogo: { low: 0, high: 1, neutral: 0 },
  intensity: { low: 0, high: 2, neutral: 1 },
};
