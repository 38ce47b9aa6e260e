import * as z from "zod";
import { WEATHER_STATUSES } from "../../schema/record.js";
import { RecordLink } from "./intel-finding.js";

const Fraction = z.number().min(0).max(1);

const Linked = z.strictObject({ text: z.string(), records: z.array(RecordLink) });

/** One daily report as the REST contract shows it. */
export const DailyIntelResponse = z.strictObject({
  date: z.iso.date(),
  daily_intelligence_summary: z.string().nullable(),
  behavioral_twin_report: z.record(
    z.string(),
    z.record(
      z.string(),
      z.strictObject({
        activity: z.string().nullable(),
        brand_distribution: z.record(z.string(), Fraction),
        triggers: z.array(z.string()),
      }),
    ),
  ),
  anomaly_detection: z.string().nullable(),
  incentive_analysis: z.strictObject({
    total_impact: z.record(z.string(), z.number()),
    dominant_group: z.string().nullable().meta({ description: "As the report states it" }),
    dominant_groups: z.array(z.string()).meta({ description: "By the impacts; several: a tie" }),
    tie: z.boolean(),
  }),
  trigger_weights: z.array(
    z.strictObject({
      trigger: z.string(),
      weight: z.number().meta({ description: "Share of the report's cells that name it" }),
      cells: z.int().positive(),
    }),
  ),
  insights: z.array(Linked).meta({ description: "Sentences of the report, each with its record" }),
  metadata: z.record(z.string(), z.unknown()),
  repairs: z.array(z.string()),
  demo: z.boolean(),
});
export type DailyIntelResponse = z.infer<typeof DailyIntelResponse>;

/** `GET /api/v1/behavior/daily-intel`, newest first; `total` counts all that match. */
export const DailyIntelAnswer = z.strictObject({
  success: z.literal(true),
  count: z.int().nonnegative(),
  total: z.int().nonnegative(),
  data: z.array(DailyIntelResponse),
  filters_applied: z.record(z.string(), z.union([z.string(), z.number()])),
  metadata: z.strictObject({
    next_cursor: z.string().nullable(),
    next: z.string().nullable().optional().meta({ description: "URL of the next page" }),
    demo: z.boolean(),
  }),
});
export type DailyIntelAnswer = z.infer<typeof DailyIntelAnswer>;

const Weather = z.strictObject({
  status: z.enum(WEATHER_STATUSES).nullable().meta({ description: "Null: the line did not say" }),
  location: z.string().nullable(),
  region: z.string().nullable(),
  temperature: z.number().nullable().meta({ unit: "°C" }),
  humidity: z.number().nullable().meta({ unit: "%RH" }),
  description: z.string().nullable(),
  is_rainy: z.boolean().nullable(),
  comfort_index: z.number().nullable(),
});

const Forecast = z.strictObject({
  ...Weather.shape,
  item: z.string().nullable().meta({ description: "Which forecast of the day and place" }),
  generated_at: z.iso.datetime({ offset: true }).nullable(),
  temperature_min: z.number().nullable().meta({ unit: "°C" }),
  temperature_max: z.number().nullable().meta({ unit: "°C" }),
  rain_probability: z.number().min(0).max(1).nullable(),
});

/** `GET /api/v1/behavior/web-intel`: a day, over all places that reported; newest day unless asked for another. */
export const WebIntelAnswer = z.strictObject({
  success: z.literal(true),
  date: z.iso.date(),
  weather: Weather.nullable().meta({ description: "Of the first place" }),
  weather_by_location: z.array(Weather).meta({ description: "The last observation of each" }),
  weather_forecast: z.array(Forecast).meta({ description: "What was foretold for the day" }),
  holiday_events: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string().nullable(),
      start_date: z.iso.date().nullable(),
      end_date: z.iso.date().nullable(),
      category: z.string().nullable(),
      impact: z.string().nullable(),
      related_keywords: z.array(z.string()),
    }),
  ),
  posts_count: z.int().nonnegative().nullable(),
  social_posts: z.array(
    z.strictObject({
      platform: z.string().nullable(),
      board: z.string().nullable(),
      title: z.string(),
      url: z.string().nullable(),
      author: z.string().nullable(),
      timestamp: z.iso.datetime({ offset: true }).nullable(),
      likes: z.int().nullable(),
      comments: z.int().nullable(),
      keywords: z.array(z.string()),
      sentiment: z.number().nullable(),
    }),
  ),
  trending_topics: z.array(z.string()),
  market_insights: z.array(z.string()),
  linked_insights: z.array(Linked).meta({ description: "The insights, each with its records" }),
  demo: z.boolean(),
});
export type WebIntelAnswer = z.infer<typeof WebIntelAnswer>;
