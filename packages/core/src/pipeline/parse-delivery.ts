import type { DeadLetter } from "../schema/dead-letter.js";
import type { CanonicalRecord, CustomerEventRecord } from "../schema/record.js";
import { messageLines, type Unwrap } from "../source/index.js";
import { type EventColumns, eventColumns } from "../store/index.js";
import { parseBatch } from "./parse-batch.js";
import { type ParsingOptions, rejectionTime } from "./parse-source.js";
import { parseSteps } from "./parse-steps.js";
import { countStage, type StageCounts } from "./stage.js";

/** Whose messages they are. */
export interface Delivery {
  /** Name of the source in positions. */
  readonly source: string;
  readonly unwrap?: Unwrap | undefined;
}

/** What the messages of a delivery became; plain data, which may pass from thread to thread. */
export interface ParsedDelivery {
  readonly source: string;
  /** Records that the messages held. */
  readonly read: number;
  readonly records: readonly CanonicalRecord[];
  /** Customer events in another form, beside `records`. */
  readonly events?: readonly EventColumns[] | undefined;
  readonly deadLetters: readonly DeadLetter[];
  readonly stages: StageCounts;
}

/** Parses deliveries, one after the other. */
export type DeliveryParser = (
  messages: readonly (string | Uint8Array)[],
  delivery: Delivery,
) => ParsedDelivery;

/** How deliveries are parsed. */
export type DeliveryOptions = Omit<ParsingOptions, "batchSize" | "lines">;

/** A parser of deliveries. @throws CoreError `unknown_zone` | `invalid_catalogue` */
export function createDeliveryParser(options: DeliveryOptions): DeliveryParser {
  const { rules = [] } = options;
  const rejectedAt = rejectionTime(options);
  const steps = parseSteps(options);
  return (messages, { source, unwrap }) => {
    const lines = messageLines(messages, { before: 0, unwrap });
    const parsed = { records: [], deadLetters: [], stages: new Map() };
    countStage(parsed.stages, "data_extraction", { entered: lines.length, left: lines.length });
    parseBatch(lines, parsed, { source, steps, rules, rejectedAt });
    return { ...parsed, source, read: lines.length };
  };
}

/** The same delivery with its customer events as columns, but for deletions and revisions, which columns do not hold. */
export function withEventColumns(delivery: ParsedDelivery): ParsedDelivery {
  const plain: CustomerEventRecord[] = [];
  const records: CanonicalRecord[] = [];
  for (const record of delivery.records) {
    const fits =
      record.kind === "customer-event" && !record.deleted && record.revision === undefined;
    if (fits) plain.push(record);
    else records.push(record);
  }
  if (plain.length === 0) return delivery;
  return { ...delivery, records, events: [eventColumns(plain)] };
}
