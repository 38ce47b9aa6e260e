import {
  behaviourResponse,
  CoreError,
  type Names,
  type Query,
  type RecordStore,
  readBehaviourQuestion,
  readLimit,
  type SeriesAnswer,
  type StoreContent,
} from "@cdp-whatif/core";
import type { Logger } from "pino";
import type { RequestContext } from "../route/mount.js";
import { ARROW_TYPE, arrowStream, behaviourTable, seriesTable } from "./arrow-rows.js";
import type { BulkFormat } from "./format.js";
import { NDJSON_TYPE, ndjsonStream } from "./ndjson.js";
import { scanRows } from "./scan-rows.js";
import { seriesLine, seriesRows } from "./series-rows.js";
import { streamAnswer } from "./stream-answer.js";

/** What all rows are read from. */
export interface BulkGround {
  readonly store: RecordStore;
  readonly names: Names;
  readonly content: StoreContent;
  readonly etag: string;
  readonly log?: Logger | undefined;
}

/**
 * All behaviour rows of a question in one answer, however many they are.
 *
 * @param query - as of `GET /api/v1/behavior`, but `limit` may be any number and means all when omitted
 * @throws CoreError as `readBehaviourQuestion`; `invalid_input` for a cursor, since there are no pages
 */
export function answerBulk(
  context: RequestContext,
  { query, format }: { query: Query; format: BulkFormat },
  { store, names, content, etag, log }: BulkGround,
): Promise<Response> {
  const { limit: _, ...rest } = query;
  for (const key of ["cursor", "include"]) {
    if (query[key] === undefined) continue;
    const detail = `found ${key}, expected none with format "${format}": all rows are in one answer`;
    throw new CoreError("invalid_input", detail, [{ pointer: `/${key}`, detail }]);
  }
  const { filters, order } = readBehaviourQuestion(rest, names);
  const most = readLimit(query, { most: MOST, otherwise: MOST });
  const batches = scanRows(store, { filters, order, most });
  const [type, chunks] =
    format === "arrow"
      ? [ARROW_TYPE, arrowStream(batches, behaviourTable([...content.brands].sort()))]
      : [NDJSON_TYPE, ndjsonStream(batches, behaviourResponse)];
  return streamAnswer(context, { type, etag, chunks, log });
}

const MOST = 1e9;
const ROWS_AT_ONCE = 8192;

/** A series as Arrow or as lines: a row for each cell and bucket. */
export function answerSeries(
  context: RequestContext,
  answer: SeriesAnswer,
  { format, etag }: { format: BulkFormat; etag: string },
): Promise<Response> {
  const rows = seriesRows(answer);
  const batches = Array.from({ length: Math.ceil(rows.length / ROWS_AT_ONCE) }, (_, i) =>
    rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  );
  const [type, chunks] =
    format === "arrow"
      ? [ARROW_TYPE, arrowStream(batches, seriesTable(answer.brands))]
      : [NDJSON_TYPE, ndjsonStream(batches, seriesLine)];
  return streamAnswer(context, { type, etag, chunks });
}
