import * as z from "zod";

const Names = z.strictObject({ en: z.string(), "zh-TW": z.string() }).partial();

const Entry = z.strictObject({
  id: z.string().min(1),
  names: Names.default({}),
  aliases: z.array(z.string()).default([]),
});

/** A value with its spread and where it is from, for what no data tells. */
export const Assumption = z.strictObject({
  value: z.number(),
  standardDeviation: z.number().nonnegative(),
  source: z.string().min(1),
});
export type Assumption = z.infer<typeof Assumption>;

export const PersonaEntry = Entry.extend({
  monthlySpending: Assumption.optional().meta({ unit: "currency per person and month" }),
  electricityBudgetShare: Assumption.optional().meta({ unit: "fraction of spending" }),
});
export type PersonaEntry = z.infer<typeof PersonaEntry>;

export const RegionEntry = Entry.extend({ locations: z.array(z.string()).default([]) });
export type RegionEntry = z.infer<typeof RegionEntry>;

export const BrandEntry = Entry.extend({
  loyaltyProgramme: Assumption.optional().meta({
    description: "Weight of the brand's points programme: 1 = all customers collect",
  }),
  valuePosition: Assumption.optional().meta({
    description: "How cheap the brand is: log of how far below the average price",
  }),
  pointRebate: Assumption.optional().meta({
    description: "Value of the points that the brand gives at multiplier 1",
    unit: "fraction of what those who collect spend",
  }),
  margin: Assumption.optional().meta({
    description: "What the brand keeps of its regular price after buying the goods",
    unit: "fraction of the price",
  }),
});
export type BrandEntry = z.infer<typeof BrandEntry>;

/** Event names of the data, mapped to interventions with default parameters. */
export const EventEntry = Entry.extend({
  type: z.enum(["price_change", "promotion", "competition", "external"]),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  source: z.string().optional().meta({ description: "Where the default parameters are from" }),
});
export type EventEntry = z.infer<typeof EventEntry>;

/** Names and what is taken for granted of personas, regions, brands and events: data, replaceable by the user's own. */
export const Catalogue = z.strictObject({
  zone: z.string().nullable().default(null).meta({ description: "IANA zone of naive local times" }),
  currency: z.string().length(3).nullable().default(null),
  personas: z.array(PersonaEntry).default([]),
  regions: z.array(RegionEntry).default([]),
  brands: z.array(BrandEntry).default([]),
  events: z.array(EventEntry).default([]),
});
export type Catalogue = z.infer<typeof Catalogue>;
