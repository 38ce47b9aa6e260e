import {
  BehaviorAnswer,
  DailyIntelAnswer,
  type PageOptions,
  type Query,
  SeriesAnswer,
  SummaryAnswer,
  WebIntelAnswer,
} from "@cdp-whatif/core";
import type * as z from "zod";
import { publicPath } from "../base-path.js";
import type { AnswerCache } from "../hot/answer-cache.js";
import type { BehaviourBytes, PageBytes } from "../hot/behaviour-bytes.js";
import type { CellPages } from "../hot/cell-pages.js";
import { linkHeader, searchOf } from "../next-page.js";
import {
  BehaviourQuery,
  DailyIntelQuery,
  SeriesQuery,
  SummaryQuery,
  WebIntelQuery,
} from "../openapi/behaviour-query.js";
import { queryOf } from "../query.js";
import { respondVersion } from "../respond.js";
import { type Door, mount } from "./mount.js";

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
  const { kept } = deps;
  const PATH = "/api/v1/behavior";

  mount(
    door,
    {
      method: "get",
      paths: [PATH],
      id: "behavior",
      tag: "Behaviour",
      summary: "Behaviour records by persona, region and date",
      query: BehaviourQuery,
      answers: {
        200: {
          description: "In order of time; `link` names the next page",
          content: { "application/json": BehaviorAnswer },
        },
      },
      problems: [422, 503],
    },
    (context) => {
      const etag = deps.etag();
      const query = queryOf(context.req.url);
      const link = (cursor: string) => publicPath(context, PATH) + searchOf(query, cursor);
      const answer = deps.behaviourBytes(query, { link });
      const send = ({ bytes, release, cursor }: PageBytes) => {
        // Elsewhere than in Node nothing tells when an answer is sent.
        context.env?.outgoing?.once("close", release);
        const headers = cursor === null ? {} : { link: linkHeader(link(cursor)) };
        return respondVersion(context, bytes, { etag, headers });
      };
      return answer instanceof Promise ? answer.then(send) : send(answer);
    },
  );

  const keptRoute = (
    path: string,
    spec: { id: string; summary: string; query: z.ZodObject; schema: z.ZodType },
    make: (query: Query, page: PageOptions) => Promise<Paged>,
  ) =>
    mount(
      door,
      {
        method: "get",
        paths: [path],
        id: spec.id,
        tag: "Behaviour",
        summary: spec.summary,
        query: spec.query,
        answers: {
          200: {
            description: "Made from what is stored now",
            content: { "application/json": spec.schema },
          },
        },
        problems: [404, 422, 503],
      },
      async (context) => {
        const etag = deps.etag();
        const { url } = context.req;
        const own = publicPath(context, path);
        const key = own + (url.includes("?") ? url.slice(url.indexOf("?")) : "");
        let made: Promise<Paged> | undefined;
        const answer = () => {
          const query = queryOf(url);
          made ??= make(query, { link: (cursor) => own + searchOf(query, cursor) });
          return made;
        };
        const bytes = await kept.get(key, answer);
        const next = await kept.getBytes(`next ${key}`, async () =>
          new TextEncoder().encode((await answer()).metadata?.next ?? ""),
        );
        const headers = next.length === 0 ? {} : { link: linkHeader(decoder.decode(next)) };
        return respondVersion(context, bytes, { etag, headers });
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
