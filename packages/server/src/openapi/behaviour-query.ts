import * as z from "zod";

const Cell = {
  persona: z.string().optional().meta({ description: "Id, name or alias; omitted: all" }),
  region: z.string().optional().meta({ description: "Id, name or alias; omitted: all" }),
  start_date: z.iso.date().optional().meta({ description: "Local date, inclusive" }),
  end_date: z.iso.date().optional().meta({ description: "Local date, inclusive" }),
};
const Page = {
  order: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().optional().meta({ description: "`next_cursor` of the page before" }),
};

/** Query of `GET /api/v1/behavior`. */
export const BehaviourQuery = z.strictObject({
  ...Cell,
  limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: "Default 100" }),
  ...Page,
  include: z.enum(["events"]).optional().meta({ description: "Also the events of the time" }),
  format: z
    .enum(["json", "arrow", "ndjson"])
    .optional()
    .meta({ description: "Before Accept; with arrow and ndjson all rows come, `limit` of them" }),
});

/** Query of `GET /api/v1/behavior/summary`. */
export const SummaryQuery = z.strictObject(Cell);

/** Query of `GET /api/v1/behavior/series`. */
export const SeriesQuery = z.strictObject({
  ...Cell,
  bucket: z.enum(["day", "week", "month"]).optional(),
  brand: z.string().optional().meta({ description: "Id, name or alias; omitted: all" }),
  format: z.enum(["json", "arrow", "ndjson"]).optional().meta({ description: "Before Accept" }),
});

/** Query of `GET /api/v1/behavior/enriched`. */
export const EnrichedQuery = z.strictObject({
  ...Cell,
  persona: z.string().meta({ description: "Id, name or alias" }),
  region: z.string().meta({ description: "Id, name or alias" }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(2000)
    .optional()
    .meta({ description: "Newest rows; default 1000" }),
  include: z.enum(["table", "trends"]).optional(),
});

/** Query of `GET /api/v1/behavior/daily-intel`. */
export const DailyIntelQuery = z.strictObject({
  date: z.iso.date().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional().meta({ description: "Default 10" }),
  ...Page,
});

const Limit = z.coerce.number().int().min(1).max(1000).optional();
const { persona: _persona, ...Place } = Cell;

/** Query of `GET /api/v1/intel/anomalies`. */
export const AnomaliesQuery = z.strictObject({
  ...Cell,
  limit: Limit.meta({ description: "Default 100" }),
});

/** Query of `GET /api/v1/intel/topics`; posts have no persona. */
export const TopicsQuery = z.strictObject({
  ...Place,
  limit: Limit.meta({ description: "Default 20" }),
});

/** Query of `GET /api/v1/intel/triggers`. */
export const TriggersQuery = z.strictObject(Cell);

/** Query of `GET /api/v1/behavior/web-intel`. */
export const WebIntelQuery = z.strictObject({ date: z.iso.date().optional() });
