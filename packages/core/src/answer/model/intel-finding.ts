import * as z from "zod";
import { ANOMALY_METRICS } from "../../intel/find-anomalies.js";
import { Position } from "../../schema/record.js";

/** Where something was taken from: a record by its key, and where that was read. */
export const RecordLink = z.strictObject({ key: z.string(), position: Position });
export type RecordLink = z.infer<typeof RecordLink>;

const Applied = z.record(z.string(), z.union([z.string(), z.number()]));
const Count = z.int().nonnegative();

/** `GET /api/v1/intel/anomalies`, newest first. */
export const AnomaliesAnswer = z
  .strictObject({
    success: z.literal(true),
    count: Count,
    total: Count,
    data: z.array(
      z.strictObject({
        persona: z.string(),
        region: z.string(),
        metric: z.enum(ANOMALY_METRICS),
        brand: z.string().nullable().meta({ description: "Of a share" }),
        score: z.number().meta({ unit: "standard deviations", description: "The largest" }),
        from: z.iso.date(),
        to: z.iso.date(),
        direction: z.enum(["above", "below"]),
        expected: z.number().meta({ description: "On the day of the score" }),
        observed: z.number(),
        unit: z.enum(["people", "fraction"]),
        records: z.array(RecordLink).meta({ description: "At most 50" }),
      }),
    ),
    method: z.strictObject({
      series: Count.meta({ description: "Cells × metrics that were watched" }),
      threshold: z.number().meta({ unit: "standard deviations" }),
    }),
    filters_applied: Applied,
    demo: z.boolean(),
  })
  .meta({ id: "AnomaliesAnswer" });
export type AnomaliesAnswer = z.infer<typeof AnomaliesAnswer>;

const Window = z.strictObject({ from: z.iso.date(), to: z.iso.date(), days: Count, posts: Count });

/** `GET /api/v1/intel/topics`, trending ones first. */
export const TopicsAnswer = z
  .strictObject({
    success: z.literal(true),
    count: Count,
    total: Count,
    window: Window.nullable().meta({ description: "Null: there are no posts" }),
    previous: Window.nullable(),
    data: z.array(
      z.strictObject({
        term: z.string(),
        origin: z.enum(["keyword", "word", "characters"]),
        count: Count,
        previous_count: Count,
        ratio: z.number().nullable().meta({
          description: "Share of the window's posts over that of the posts before",
        }),
        ratio_low: z.number().nullable().meta({ description: "Of the 95 % interval" }),
        ratio_high: z.number().nullable(),
        trending: z.boolean(),
        records: z.array(RecordLink),
      }),
    ),
    filters_applied: Applied,
    demo: z.boolean(),
  })
  .meta({ id: "TopicsAnswer" });
export type TopicsAnswer = z.infer<typeof TopicsAnswer>;

/** `GET /api/v1/intel/triggers`, heaviest first. */
export const TriggersAnswer = z
  .strictObject({
    success: z.literal(true),
    count: Count,
    reports: Count,
    data: z.array(
      z.strictObject({
        trigger: z.string(),
        weight: z
          .number()
          .min(0)
          .max(1 + 1e-9)
          .meta({
            description: "Share of people whose cell names it, averaged over reports",
          }),
        cells: Count,
        personas: z.array(z.string()),
        regions: z.array(z.string()),
        records: z.array(RecordLink),
      }),
    ),
    incentive_analysis: z.strictObject({
      mean_impact: z.record(z.string(), z.number()),
      dominant_groups: z.array(z.string()).meta({ description: "Several: a tie" }),
      tie: z.boolean(),
    }),
    filters_applied: Applied,
    demo: z.boolean(),
  })
  .meta({ id: "TriggersAnswer" });
export type TriggersAnswer = z.infer<typeof TriggersAnswer>;
