import * as z from "zod";
import { Instant, LocalDate } from "./instant.js";

/** The kinds of record that enter; a profile is derived and never ingested raw. */
export const RECORD_KINDS = [
  "behaviour",
  "intervention",
  "daily-intel",
  "web-intel",
  "market",
  "district",
  "customer-event",
] as const;
export const RecordKind = z.enum(RECORD_KINDS);
export type RecordKind = z.infer<typeof RecordKind>;

/** Where a record came from: `line` counts from 1 (0: not from lines), `offset` is the byte where it starts. */
export const Position = z.strictObject({
  source: z.string().min(1),
  line: z.int().nonnegative(),
  offset: z.int().nonnegative(),
});
export type Position = z.infer<typeof Position>;

/** What every accepted record carries beside its own fields. */
export const RecordHead = z.strictObject({
  key: z.string().min(1).meta({ description: "Natural key; one record stands for each" }),
  hash: z.string().length(64).meta({ description: "SHA-256 of the canonical content" }),
  at: Instant,
  offsetMinutes: z.int(),
  date: LocalDate,
  generatedAt: Instant.nullable(),
  revision: z.int().nonnegative().optional().meta({
    description:
      "Order of changes that were made at the same generatedAt; the greater is the later",
  }),
  deleted: z.literal(true).optional().meta({
    description: "A deletion: it stands under its key and hides it; its body means nothing",
  }),
  repairs: z
    .array(z.string())
    .meta({ description: "Rules that changed or decided something, in order" }),
  demo: z.boolean().meta({ description: "Made by the generator, not observed" }),
  position: Position,
  raw: z.string().meta({ description: "The line as it was read" }),
});
export type RecordHead = z.infer<typeof RecordHead>;

/** Fractions by brand that sum to 1 within 1e-9. */
export const Shares = z.record(z.string(), z.number().min(0).max(1));
export type Shares = z.infer<typeof Shares>;

const Fraction = z.number().min(0).max(1);

/** Aggregate of one cell at one time (original formats 3.1). Missing stays null. */
export const BehaviourBody = z.strictObject({
  persona: z.string().min(1),
  region: z.string().min(1),
  people: z.number().nonnegative().nullable().meta({ unit: "people" }),
  shares: Shares,
  satisfaction: Fraction.nullable(),
  digitalAdoption: Fraction.nullable(),
  gamification: Fraction.nullable(),
  efficiency: Fraction.nullable(),
  insights: z.array(z.string()),
});
export type BehaviourBody = z.infer<typeof BehaviourBody>;

/** An `event` line of the original files (3.2, 3.6); shares of its cells are repaired and flagged. */
export const InterventionBody = z.strictObject({
  event: z.string().min(1).meta({ description: "Event id of the catalogue, or the name as found" }),
  type: z.enum(["price_change", "promotion", "competition", "external"]).nullable(),
  brand: z.string().nullable(),
  region: z.string().nullable(),
  persona: z.string().nullable(),
  endsAt: Instant.nullable(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  results: z.array(z.strictObject({ persona: z.string(), region: z.string(), shares: Shares })),
  insights: z.array(z.string()),
});
export type InterventionBody = z.infer<typeof InterventionBody>;

/** Report of a day (3.4): per cell the loyalties, the unnamed rest as `Other`. */
export const DailyIntelBody = z.strictObject({
  summary: z.string().nullable(),
  cells: z.array(
    z.strictObject({
      persona: z.string(),
      region: z.string(),
      activity: z.string().nullable(),
      shares: Shares,
      triggers: z.array(z.string()),
    }),
  ),
  anomaly: z.string().nullable(),
  impact: z.record(z.string(), z.number()).meta({ description: "Summed budget impact by persona" }),
  dominantGroup: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
});
export type DailyIntelBody = z.infer<typeof DailyIntelBody>;

/** Whether weather was measured or foretold; a line that does not say was taken as measured, and still is. */
export const WEATHER_STATUSES = ["observed", "forecast"] as const;

/**
 * What lines of before did not have is optional, not null: the hash of a record that lacks it stays what it was, so that
 * the same line read again is still the same record.
 */
const Celsius = z.number().optional().meta({ unit: "°C" });

/** Weather, holidays, posts, topics, insights of a day and place (3.5). */
export const WebIntelBody = z.strictObject({
  location: z.string().nullable(),
  region: z.string().nullable().meta({ description: "The location as a region of the catalogue" }),
  item: z.string().min(1).optional().meta({
    description: "One of several records of the day and place, which says nothing of the rest",
  }),
  weather: z
    .strictObject({
      status: z.enum(WEATHER_STATUSES).optional(),
      temperature: z.number().nullable().meta({ unit: "°C" }),
      humidity: z.number().min(0).max(100).nullable().meta({ unit: "%RH" }),
      description: z.string().nullable(),
      rainy: z.boolean().nullable(),
      comfort: z.number().nullable(),
      temperatureMin: Celsius,
      temperatureMax: Celsius,
      rainProbability: Fraction.optional(),
    })
    .nullable(),
  holidays: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string().nullable(),
      start: LocalDate.nullable(),
      end: LocalDate.nullable(),
      category: z.string().nullable(),
      impact: z.string().nullable(),
      keywords: z.array(z.string()),
    }),
  ),
  postsCount: z.int().nonnegative().nullable(),
  posts: z.array(
    z.strictObject({
      platform: z.string().nullable(),
      board: z.string().nullable(),
      title: z.string(),
      url: z.string().nullable(),
      author: z.string().nullable(),
      at: Instant.nullable(),
      likes: z.int().nonnegative().nullable(),
      comments: z.int().nonnegative().nullable(),
      keywords: z.array(z.string()),
      sentiment: z.number().min(-1).max(1).nullable(),
    }),
  ),
  topics: z.array(z.string()),
  insights: z.array(z.string()),
});
export type WebIntelBody = z.infer<typeof WebIntelBody>;

/** What is done to sell a brand beside its price; absent means not known, not "none". */
export const MarketPromotion = z.strictObject({
  discount: Fraction.nullable(),
  pointMultiplier: z.number().positive().nullable(),
  bogo: z.boolean().nullable(),
  deal: Fraction.nullable().meta({
    description: "Share of the period on a deal whose depth is already in the price",
  }),
});
export type MarketPromotion = z.infer<typeof MarketPromotion>;

/** Price, promotion, feature, display, distribution and units of a brand in a region on a date. */
export const MarketBody = z.strictObject({
  region: z.string().min(1),
  brand: z.string().min(1),
  price: z.number().positive().nullable().meta({ unit: "currency per unit, before the discount" }),
  currency: z.string().length(3).nullable(),
  units: z.number().nonnegative().nullable(),
  promotion: MarketPromotion,
  feature: Fraction.nullable(),
  display: Fraction.nullable(),
  distribution: Fraction.nullable(),
  planned: z.boolean(),
});
export type MarketBody = z.infer<typeof MarketBody>;

/** Report of a district (3.8). */
export const DistrictBody = z.strictObject({
  district: z.string().min(1),
  people: z.number().nonnegative().nullable(),
  ages: z.record(z.string(), z.number().nonnegative()),
  incomes: z.record(z.string(), z.number().nonnegative()),
  shares: Shares,
  averageMonthlySpending: z.number().nonnegative().nullable().meta({ unit: "TWD per month" }),
  digitalAdoption: Fraction.nullable(),
  efficiency: Fraction.nullable(),
  insights: z.array(z.string()),
});
export type DistrictBody = z.infer<typeof DistrictBody>;

/** The calls of the Segment specification. */
export const CUSTOMER_EVENT_TYPES = [
  "track",
  "identify",
  "page",
  "screen",
  "group",
  "alias",
] as const;

/** One thing that one customer did (Segment spec); `properties` and `traits` stay as sent. */
export const CustomerEventBody = z.strictObject({
  type: z.enum(CUSTOMER_EVENT_TYPES),
  messageId: z.string().min(1),
  customerId: z.string().min(1).meta({ description: "userId, else anonymousId" }),
  userId: z.string().nullable(),
  anonymousId: z
    .string()
    .nullable()
    .meta({ description: "Of the device; beside a userId it says that both are one customer" }),
  event: z.string().nullable(),
  region: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  traits: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()),
});
export type CustomerEventBody = z.infer<typeof CustomerEventBody>;

const record = <K extends RecordKind, B extends z.ZodRawShape>(kind: K, body: z.ZodObject<B>) =>
  z.strictObject({ kind: z.literal(kind), ...RecordHead.shape, ...body.shape });

export const BehaviourRecord = record("behaviour", BehaviourBody);
export type BehaviourRecord = z.infer<typeof BehaviourRecord>;
export const InterventionRecord = record("intervention", InterventionBody);
export type InterventionRecord = z.infer<typeof InterventionRecord>;
export const DailyIntelRecord = record("daily-intel", DailyIntelBody);
export type DailyIntelRecord = z.infer<typeof DailyIntelRecord>;
export const WebIntelRecord = record("web-intel", WebIntelBody);
export type WebIntelRecord = z.infer<typeof WebIntelRecord>;
export const MarketRecord = record("market", MarketBody);
export type MarketRecord = z.infer<typeof MarketRecord>;
export const DistrictRecord = record("district", DistrictBody);
export type DistrictRecord = z.infer<typeof DistrictRecord>;
export const CustomerEventRecord = record("customer-event", CustomerEventBody);
export type CustomerEventRecord = z.infer<typeof CustomerEventRecord>;

/** A record after transformation: names resolved, units and times canonical. */
export const CanonicalRecord = z.discriminatedUnion("kind", [
  BehaviourRecord,
  InterventionRecord,
  DailyIntelRecord,
  WebIntelRecord,
  MarketRecord,
  DistrictRecord,
  CustomerEventRecord,
]);
export type CanonicalRecord = z.infer<typeof CanonicalRecord>;
