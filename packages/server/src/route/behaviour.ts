import {
  BehaviorAnswer,
  DailyIntelAnswer,
  type PageOptions,
  type Query,
  type RecordStore,
  SeriesAnswer,
  SummaryAnswer,
  WebIntelAnswer,
} from "@cdp-whatif/core";
import type { Logger } from "pino";
import * as z from "zod";
import { publicPath } from "../base-path.js";
import { answerBulk, answerSeries } from "../bulk/answer-bulk.js";
import { ARROW_TYPE } from "../bulk/arrow-rows.js";
import { type BulkFormat, bulkFormat, withoutFormat } from "../bulk/format.js";
import { NDJSON_TYPE } from "../bulk/ndjson.js";
import type { AnswerCache } from "../hot/answer-cache.js";
import type { BehaviourBytes, Known } from "../hot/behaviour-bytes.js";
import type { CellPages } from "../hot/cell-pages.js";
import { searchOf } from "../next-page.js";
import {
  BehaviourQuery,
  DailyIntelQuery,
  SeriesQuery,
  SummaryQuery,
  WebIntelQuery,
} from "../openapi/behaviour-query.js";
import { queryOf } from "../query.js";
import type { Door, RequestContext } from "./mount.js";
import { mountPlain } from "./mount-plain.js";

/** What the behaviour routes read. */
export interface BehaviourDeps {
  /** The answer of `GET /api/v1/behavior` as JSON. */
  readonly behaviourBytes: BehaviourBytes;
  readonly summary: (query: Query) => Promise<SummaryAnswer>;
  readonly series: (query: Query) => Promise<SeriesAnswer>;
  readonly dailyIntel: (query: Query, page: PageOptions) => Promise<DailyIntelAnswer>;
  readonly webIntel: (query: Query) => Promise<WebIntelAnswer>;
  readonly kept: AnswerCache;
  readonly pages: CellPages;
  readonly store: RecordStore;
  readonly log?: Logger | undefined;
  readonly known: () => Known | Promise<Known>;
  /** Tag of everything that is made from the data as they are now. */
  readonly etag: () => string;
}

/** An answer that may be a page of a list. */
interface Paged {
  readonly success: true;
  readonly metadata?: { readonly next?: string | null | undefined };
}

const decoder = new TextDecoder();

/** Mounts the questions about the data. */
export function behaviourRoutes(door: Door, deps: BehaviourDeps): void {
  const PATH = "/api/v1/behavior";
  const bulk = async (context: RequestContext, asked: { query: Query; format: BulkFormat }) => {
    const { store, log } = deps;
    const etag = deps.etag();
    return answerBulk(context, asked, { store, ...(await deps.known()), etag, log });
  };

  mountPlain(
    door,
    {
      method: "get",
      paths: [PATH],
      id: "behavior",
      tag: "Behaviour",
      role: "viewer",
      summary: "Behaviour records by persona, region and date",
      query: BehaviourQuery,
      answers: {
        200: {
          description: "In order of time; `link` names the next page",
          content: {
            "application/json": BehaviorAnswer,
            [ARROW_TYPE]: z.string().meta({ description: "All rows, in columns; no pages" }),
            [NDJSON_TYPE]: z.string().meta({ description: "All rows, one a line; no pages" }),
          },
        },
      },
      problems: [422, 503],
    },
    (asked) => {
      const etag = deps.etag();
      const query = withoutFormat(queryOf(asked.req.url));
      const link = (cursor: string) => publicPath(asked, PATH) + searchOf(query, cursor);
      const answer = deps.behaviourBytes(query, { link });
      return answer instanceof Promise
        ? answer.then((made) => ({ ...made, etag }))
        : { bytes: answer.bytes, release: answer.release, next: answer.next, etag };
    },
    (context) => {
      const asked = queryOf(context.req.url);
      const format = bulkFormat(asked, context.req.header("accept"));
      return format === null ? null : bulk(context, { query: withoutFormat(asked), format });
    },
  );

  const keptRoute = (
    path: string,
    spec: {
      id: string;
      summary: string;
      query: z.ZodObject;
      schema: z.ZodType;
      /** The answer row by row, instead of JSON. */
      rows?: (
        context: RequestContext,
        asked: { query: Query; format: BulkFormat; etag: string },
      ) => Promise<Response>;
    },
    make: (query: Query, page: PageOptions) => Promise<Paged>,
  ) =>
    mountPlain(
      door,
      {
        method: "get",
        paths: [path],
        id: spec.id,
        tag: "Behaviour",
        role: "viewer",
        summary: spec.summary,
        query: spec.query,
        answers: {
          200: {
            description: "Made from what is stored now",
            content: {
              "application/json": spec.schema,
              ...(spec.rows && {
                [ARROW_TYPE]: z.string().meta({ description: "Its rows, in columns" }),
                [NDJSON_TYPE]: z.string().meta({ description: "Its rows, one a line" }),
              }),
            },
          },
        },
        problems: [404, 422, 503],
      },
      async (asked) => {
        const etag = deps.etag();
        const { url } = asked.req;
        const own = publicPath(asked, path);
        const key = own + (url.includes("?") ? url.slice(url.indexOf("?")) : "");
        const kept = await deps.kept.getBytes(key, async () => {
          const query = spec.rows === undefined ? queryOf(url) : withoutFormat(queryOf(url));
          return withNext(await make(query, { link: (cursor) => own + searchOf(query, cursor) }));
        });
        return { ...nextAndBytes(kept), etag };
      },
      (context) => {
        if (spec.rows === undefined) return null;
        const asked = queryOf(context.req.url);
        const format = bulkFormat(asked, context.req.header("accept"));
        const query = withoutFormat(asked);
        return format === null ? null : spec.rows(context, { query, format, etag: deps.etag() });
      },
    );

  keptRoute(
    "/api/v1/behavior/summary",
    {
      id: "summary",
      summary: "Aggregates by persona, region and brand, weighted by people",
      query: SummaryQuery,
      schema: SummaryAnswer,
    },
    deps.summary,
  );
  keptRoute(
    "/api/v1/behavior/series",
    {
      id: "series",
      summary: "One series per cell, bucketed by day, week or month",
      query: SeriesQuery,
      schema: SeriesAnswer,
      rows: async (context, { query, ...how }) =>
        answerSeries(context, await deps.series(query), how),
    },
    deps.series,
  );
  keptRoute(
    "/api/v1/behavior/daily-intel",
    {
      id: "dailyIntel",
      summary: "Reports of days, newest first",
      query: DailyIntelQuery,
      schema: DailyIntelAnswer,
    },
    deps.dailyIntel,
  );
  keptRoute(
    "/api/v1/behavior/web-intel",
    {
      id: "webIntel",
      summary: "Weather, holidays, posts, topics and insights of a day; the newest by default",
      query: WebIntelQuery,
      schema: WebIntelAnswer,
    },
    deps.webIntel,
  );
}

/** A kept answer: where it goes on, in a line of its own, and the answer. */
function withNext(answer: Paged): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${answer.metadata?.next ?? ""}\n${JSON.stringify(answer)}`);
}

function nextAndBytes(kept: Uint8Array<ArrayBuffer>) {
  const end = kept.indexOf(NEWLINE);
  const next = end === 0 ? null : decoder.decode(kept.subarray(0, end));
  return { next, bytes: kept.subarray(end + 1) };
}

const NEWLINE = 0x0a;
