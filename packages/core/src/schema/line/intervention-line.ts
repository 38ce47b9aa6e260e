import * as z from "zod";
import { LineHead, Sentences, Text, TimeText } from "./field.js";

/** Cell of an event line's results: `group`, `region`, and percent by brand beside them. */
export const ResultCell = z
  .object({ group: Text, region: Text })
  .catchall(z.union([z.number(), z.string(), z.null()]));
export type ResultCell = z.output<typeof ResultCell>;

/** An event line (3.2 with `results`, 3.6 without), and our superset of it. */
export const InterventionLine = z.looseObject({
  ...LineHead,
  timestamp: TimeText.nullish(),
  event: Text,
  results: z.record(z.string(), ResultCell).nullish(),
  insights: Sentences,
  id: z.string().nullish(),
  type: z.enum(["price_change", "promotion", "competition", "external"]).nullish(),
  brand: Text.nullish(),
  region: Text.nullish(),
  persona: Text.nullish(),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).nullish(),
  source: z.string().nullish(),
  ends_at: TimeText.nullish(),
});
export type InterventionLine = z.output<typeof InterventionLine>;
