import type { BrandPurchase, CustomerProfile } from "../schema/profile.js";
import { dayOfDate, MS_PER_DAY } from "../schema/time-text.js";
import { consentOf } from "./consent.js";
import type { CustomerFold } from "./customer-fold.js";
import type { Identities } from "./identity.js";
import type { Order } from "./order.js";

/** Whose profile it is, and as of when. */
export interface ProfileOptions {
  readonly customer: string;
  readonly identities: Pick<Identities, "userIds" | "devices">;
  /** Instant that recency and tenure are counted to; events after it are not in the fold. */
  readonly asOf: number;
  /** Local date of `asOf`, which days of tenure are counted to. */
  readonly asOfDate: string;
}

/** The profile that a fold of a customer's events up to `asOf` makes; null where consent was refused, or nothing happened. */
export function customerProfile(
  fold: CustomerFold,
  { customer, identities, asOf, asOfDate }: ProfileOptions,
): CustomerProfile | null {
  const consent = consentOf(fold.consent);
  if (consent.given === false || fold.events === 0) return null;
  const orders = [...fold.orders.values()];
  const last = orders.reduce((at, order) => Math.max(at, order.at), Number.NEGATIVE_INFINITY);
  const currencies = [...new Set(orders.flatMap(({ currency }) => currency ?? []))];
  const mixed = currencies.length > 1;
  const channels = orders.flatMap(({ digital }) => digital ?? []);
  const days = Math.max(1, dayOfDate(asOfDate) - dayOfDate(fold.firstDate) + 1);
  return {
    kind: "profile",
    id: customer,
    userIds: [...identities.userIds(customer)],
    anonymousIds: [...identities.devices(customer)],
    asOf,
    persona: fold.persona,
    region: fold.region,
    events: fold.events,
    firstSeenAt: fold.firstSeenAt,
    lastSeenAt: fold.lastSeenAt,
    tenureDays: Math.max(0, asOf - fold.firstSeenAt) / MS_PER_DAY,
    recencyDays: orders.length === 0 ? null : Math.max(0, asOf - last) / MS_PER_DAY,
    frequency: orders.length,
    monetary: mixed ? null : orders.reduce((sum, { value }) => sum + value, 0),
    currency: mixed ? null : (currencies[0] ?? null),
    brands: brandPurchases(orders, { mixed }),
    digitalShare: share(channels, (digital) => digital),
    promotionShare: share(orders, ({ promoted }) => promoted),
    engagementShare: Math.min(1, fold.activeDates.size / days),
    satisfaction: fold.scores.satisfaction.at(-1)?.value ?? null,
    traits: { ...fold.traits },
    consent,
    demo: fold.demo,
  };
}

/** What was bought by brand; spend in several currencies is not added up, and is 0 then. */
function brandPurchases(
  orders: readonly Order[],
  { mixed }: { mixed: boolean },
): Record<string, BrandPurchase> {
  const sums = new Map<string, { units: number; spend: number }>();
  let [units, spend] = [0, 0];
  for (const line of orders.flatMap(({ lines }) => lines)) {
    if (line.brand === null) continue;
    const sum = sums.get(line.brand) ?? { units: 0, spend: 0 };
    const paid = mixed ? 0 : line.spend;
    sums.set(line.brand, { units: sum.units + line.units, spend: sum.spend + paid });
    units += line.units;
    spend += paid;
  }
  const brands = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    brands.map(([brand, sum]) => [
      brand,
      {
        ...sum,
        unitShare: units > 0 ? Math.min(1, sum.units / units) : null,
        spendShare: spend > 0 ? Math.min(1, sum.spend / spend) : null,
      },
    ]),
  );
}

function share<T>(all: readonly T[], is: (one: T) => boolean): number | null {
  return all.length === 0 ? null : all.filter(is).length / all.length;
}
