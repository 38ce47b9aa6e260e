import * as z from "zod";
import { RecordKind } from "./record.js";

const Count = z.int().nonnegative();

/** What one ingestion did: `read = stored + duplicates + deadLettered`, always. */
export const IngestReport = z.strictObject({
  read: Count,
  stored: Count,
  duplicates: Count,
  deadLettered: Count,
  superseded: Count.meta({
    description: "Of the dead-lettered, those that lost against another of the same key",
  }),
  displaced: Count.meta({ description: "Records stored before that gave way to one of this run" }),
  blank: Count.meta({ description: "Empty lines, not counted as read" }),
  byKind: z.partialRecord(RecordKind, Count).meta({ description: "Stored records by kind" }),
  byRule: z.record(z.string(), Count).meta({ description: "Dead letters by rule" }),
  bySource: z.record(
    z.string(),
    z.strictObject({ read: Count, stored: Count, duplicates: Count, deadLettered: Count }),
  ),
  failed: z.array(z.strictObject({ source: z.string(), reason: z.string() })).meta({
    description: "Sources that could not be read to their end; what was read before counts above",
  }),
  demo: z.boolean(),
});
export type IngestReport = z.infer<typeof IngestReport>;
