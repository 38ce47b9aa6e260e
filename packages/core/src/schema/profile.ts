import * as z from "zod";
import { Instant } from "./instant.js";
import type { CustomerEventRecord } from "./record.js";

const Fraction = z.number().min(0).max(1);
const Count = z.int().nonnegative();

/** What a customer said of the use of their data; `given` is null while nothing was said. */
export const Consent = z.strictObject({
  given: z.boolean().nullable(),
  categories: z
    .record(z.string(), z.boolean())
    .meta({ description: "Segment's categoryPreferences, the last of each category" }),
});
export type Consent = z.infer<typeof Consent>;

/** What a customer bought of one brand. */
export const BrandPurchase = z.strictObject({
  units: z.number().nonnegative(),
  spend: z.number().meta({ unit: "currency" }),
  unitShare: Fraction.nullable().meta({ description: "Of all units with a brand" }),
  spendShare: Fraction.nullable().meta({ description: "Of all spend with a brand" }),
});
export type BrandPurchase = z.infer<typeof BrandPurchase>;

/** What is known of one customer as of an instant: a pure function of the set of their events. */
export const CustomerProfile = z.strictObject({
  kind: z.literal("profile"),
  id: z.string().min(1).meta({ description: "Smallest userId; anonymousId of who never said one" }),
  userIds: z.array(z.string()),
  anonymousIds: z.array(z.string()).meta({ description: "Devices that this customer used" }),
  asOf: Instant,
  persona: z.string().nullable(),
  region: z.string().nullable(),
  events: Count,
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  tenureDays: z.number().nonnegative().meta({ unit: "days since the first event" }),
  recencyDays: z.number().nonnegative().nullable().meta({ unit: "days since the last order" }),
  frequency: Count.meta({ description: "Orders, each of them, not only repeats" }),
  monetary: z.number().nullable().meta({ unit: "currency, summed over orders" }),
  currency: z.string().nullable(),
  brands: z.record(z.string(), BrandPurchase),
  digitalShare: Fraction.nullable().meta({ description: "Of orders whose channel is known" }),
  promotionShare: Fraction.nullable().meta({ description: "Orders with a coupon or discount" }),
  engagementShare: Fraction.meta({ description: "Days with an event, of the days of tenure" }),
  satisfaction: Fraction.nullable().meta({ description: "The last one told" }),
  traits: z.record(z.string(), z.unknown()).meta({ description: "The last value of each" }),
  consent: Consent,
  demo: z.boolean(),
});
export type CustomerProfile = z.infer<typeof CustomerProfile>;

/** A customer event without what only its ingestion needs. */
export type CustomerEvent = Pick<
  CustomerEventRecord,
  | "key"
  | "at"
  | "date"
  | "demo"
  | "type"
  | "userId"
  | "anonymousId"
  | "event"
  | "region"
  | "properties"
  | "traits"
  | "context"
>;

/** Two ids that an event names together: `otherId` is the device beside a userId, or what an alias was before. */
export interface IdPair {
  readonly userId: string;
  readonly otherId: string;
  readonly alias: boolean;
}

/** Up to when a user claims a device: the last of successive events that name both; ordered by device, then time, then user. */
export interface IdClaim {
  readonly otherId: string;
  readonly userId: string;
  readonly until: number;
}

/** Scores that a customer's traits may tell, in the order of the columns of stores. */
export const SCORES = ["satisfaction", "gamification", "efficiency", "digitalAdoption"] as const;
export type Score = (typeof SCORES)[number];

/**
 * What one customer adds to one cell on one day.
 *
 * Units and scores are whole millionths, so that sums are exact in whatever order an engine makes them.
 */
export interface CustomerDay {
  readonly customer: string;
  readonly persona: string;
  readonly region: string;
  readonly day: number;
  readonly demo: boolean;
  /** Millionths of units by brand, none of them zero. */
  readonly units: Readonly<Record<string, number>>;
  /** Orders by a digital channel, and those whose channel is known. */
  readonly digitalOrders: number;
  readonly channelOrders: number;
  /** Millionths, as of the day; null where not known. */
  readonly scores: Readonly<Record<Score, number | null>>;
}

/** A cell on a day. */
export interface CellDay {
  readonly persona: string;
  readonly region: string;
  readonly day: number;
}

/** A sum of millionths over those who know. */
export interface ScoreTotal {
  readonly sum: number;
  readonly people: number;
}

/** What all customers of a cell add up to on a day. */
export interface CellDayTotal extends CellDay {
  /** Customers who bought. */
  readonly people: number;
  readonly units: Readonly<Record<string, number>>;
  readonly digitalOrders: number;
  readonly channelOrders: number;
  readonly scores: Readonly<Record<Score, ScoreTotal>>;
  readonly demo: boolean;
}

/** Source in the position of behaviour records that are made from customer events. */
export const DERIVED_SOURCE = "derived:customer-event";

/** The id that a user gives up by an alias call, null for any other event. */
export function previousIdOf({
  type,
  userId,
  properties,
}: Pick<CustomerEvent, "type" | "userId" | "properties">): string | null {
  const id = properties.previousId;
  return type === "alias" && userId !== null && typeof id === "string" && id !== "" ? id : null;
}
