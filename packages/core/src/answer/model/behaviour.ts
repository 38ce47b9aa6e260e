import * as z from "zod";

const Fraction = z.number().min(0).max(1);

/** One behaviour record as the REST contract shows it (architecture document 5.2, plus what we know more). */
export const BehaviorResponse = z.strictObject({
  timestamp: z.iso.datetime({ offset: true }),
  group: z.string().meta({ description: "Persona id" }),
  region: z.string(),
  brand_distribution: z.record(z.string(), Fraction),
  avg_satisfaction: Fraction.nullable(),
  digital_adoption_rate: Fraction.nullable(),
  gamification_engagement: Fraction.nullable(),
  efficiency_score: Fraction.nullable(),
  total_personas: z.number().nonnegative().nullable(),
  key_insights: z.array(z.string()),
  repairs: z.array(z.string()),
  demo: z.boolean(),
});
export type BehaviorResponse = z.infer<typeof BehaviorResponse>;

/** An event of the time that behaviour records are of. */
export const EventNote = z.strictObject({
  timestamp: z.iso.datetime({ offset: true }),
  event: z.string(),
  type: z.enum(["price_change", "promotion", "competition", "external"]).nullable(),
  brand: z.string().nullable(),
  region: z.string().nullable().meta({ description: "Null: all" }),
  persona: z.string().nullable().meta({ description: "Null: all" }),
});
export type EventNote = z.infer<typeof EventNote>;

/** `GET /api/v1/behavior`; `next_cursor` is null on the last page. */
export const BehaviorAnswer = z.strictObject({
  success: z.literal(true),
  count: z.int().nonnegative(),
  data: z.array(BehaviorResponse),
  events: z
    .array(EventNote)
    .optional()
    .meta({ description: "With `include=events`: those of the page's time, on one page each" }),
  filters_applied: z.record(z.string(), z.union([z.string(), z.number()])),
  metadata: z.strictObject({
    next_cursor: z.string().nullable(),
    next: z.string().nullable().optional().meta({ description: "URL of the next page" }),
    order: z.enum(["asc", "desc"]),
    demo: z.boolean(),
  }),
});
export type BehaviorAnswer = z.infer<typeof BehaviorAnswer>;

/** `GET /api/v1/behavior/summary`: weighted by people; shares in percent. */
export const SummaryAnswer = z.strictObject({
  success: z.literal(true),
  total_records: z.int().nonnegative(),
  total_people: z.number().nonnegative(),
  average_satisfaction: Fraction.nullable(),
  average_digital_adoption: Fraction.nullable(),
  average_gamification: Fraction.nullable(),
  average_efficiency: Fraction.nullable(),
  top_brand: z.string().nullable(),
  brand_distribution_summary: z.record(z.string(), z.number().min(0).max(100)),
  persona_breakdown: z.record(z.string(), z.int()),
  region_breakdown: z.record(z.string(), z.int()),
  cells: z.record(
    z.string(),
    z.strictObject({
      persona: z.string(),
      region: z.string(),
      records: z.int(),
      people: z.number(),
      shares: z.record(z.string(), Fraction),
      satisfaction: Fraction.nullable(),
      digital_adoption: Fraction.nullable(),
      gamification: Fraction.nullable(),
      efficiency: Fraction.nullable(),
    }),
  ),
  first_date: z.iso.date().nullable(),
  last_date: z.iso.date().nullable(),
  filters_applied: z.record(z.string(), z.union([z.string(), z.number()])),
  demo: z.boolean(),
});
export type SummaryAnswer = z.infer<typeof SummaryAnswer>;

/** `GET /api/v1/behavior/series`: one series per cell, buckets weighted by people; a missing bucket is absent. */
export const SeriesAnswer = z.strictObject({
  success: z.literal(true),
  bucket: z.enum(["day", "week", "month"]),
  brands: z.array(z.string()),
  cells: z.record(
    z.string(),
    z.strictObject({
      persona: z.string(),
      region: z.string(),
      dates: z.array(z.iso.date()),
      people: z.array(z.number()),
      shares: z
        .record(z.string(), z.array(Fraction))
        .meta({ description: "By brand, as long as dates" }),
      satisfaction: z.array(Fraction.nullable()),
      digital_adoption: z.array(Fraction.nullable()),
      gamification: z.array(Fraction.nullable()),
      efficiency: z.array(Fraction.nullable()),
    }),
  ),
  events: z.array(
    z.strictObject({
      timestamp: z.iso.datetime({ offset: true }),
      event: z.string(),
      type: z.string().nullable(),
    }),
  ),
  filters_applied: z.record(z.string(), z.union([z.string(), z.number()])),
  demo: z.boolean(),
});
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;
