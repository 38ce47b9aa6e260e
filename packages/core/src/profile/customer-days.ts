import { type CustomerDay, SCORES, type Score } from "../schema/profile.js";
import { dayOfDate } from "../schema/time-text.js";
import { consentOf } from "./consent.js";
import type { CustomerFold } from "./customer-fold.js";

/** Parts of a unit, or of a score, that are counted. */
export const MILLIONTHS = 1e6;

/** Which customers count. */
export interface CustomerDaysOptions {
  readonly customer: string;
  /** Count only customers who consented; otherwise all who did not refuse. */
  readonly requireConsent: boolean;
}

/**
 * What a customer adds to each cell and day: orders by the region they were placed in, else the customer's.
 *
 * @remarks Persona and the customer's own region are those of now, on all days; scores are those of the day. Nothing
 * without a persona or a region, and nothing of who refused consent.
 */
export function customerDays(
  fold: CustomerFold,
  { customer, requireConsent }: CustomerDaysOptions,
): CustomerDay[] {
  const { given } = consentOf(fold.consent);
  const { persona } = fold;
  if (persona === null || given === false || (requireConsent && given !== true)) return [];
  const days = new Map<string, { date: string; region: string; day: Sum }>();
  for (const { date, region: placed, lines, digital } of fold.orders.values()) {
    const region = placed ?? fold.region;
    if (region === null) continue;
    const key = JSON.stringify([date, region]);
    const found = days.get(key) ?? { date, region, day: new Sum() };
    for (const { brand, units } of lines) if (brand !== null) found.day.add(brand, units);
    if (digital !== null) found.day.channelOrders += 1;
    if (digital === true) found.day.digitalOrders += 1;
    days.set(key, found);
  }
  return [...days.values()].flatMap(({ date, region, day }) => {
    if (day.units.size === 0) return [];
    const { digitalOrders, channelOrders } = day;
    return [
      {
        customer,
        persona,
        region,
        day: dayOfDate(date),
        demo: fold.demo,
        units: Object.fromEntries([...day.units].sort(([a], [b]) => (a < b ? -1 : 1))),
        digitalOrders,
        channelOrders,
        scores: scoresAt(fold, date),
      },
    ];
  });
}

class Sum {
  readonly units = new Map<string, number>();
  digitalOrders = 0;
  channelOrders = 0;

  add(brand: string, units: number): void {
    const millionths = Math.round(units * MILLIONTHS);
    if (millionths > 0) this.units.set(brand, (this.units.get(brand) ?? 0) + millionths);
  }
}

function scoresAt(fold: CustomerFold, date: string): Record<Score, number | null> {
  const scores = SCORES.map((score) => {
    const value = fold.scoreAt(score, date);
    return [score, value === null ? null : Math.round(value * MILLIONTHS)] as const;
  });
  return Object.fromEntries(scores) as Record<Score, number | null>;
}
