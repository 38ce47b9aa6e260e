import {
  BehaviorAnswer,
  DailyIntelAnswer,
  type Query,
  SeriesAnswer,
  SummaryAnswer,
  WebIntelAnswer,
} from "@cdp-whatif/core";
import type * as z from "zod";
import type { AnswerCache } from "../hot/answer-cache.js";
import type { LentBytes } from "../hot/buffer-pool.js";
import type { CellPages } from "../hot/cell-pages.js";
import {
  BehaviourQuery,
  DailyIntelQuery,
  SeriesQuery,
  SummaryQuery,
  WebIntelQuery,
} from "../openapi/behaviour-query.js";
import { queryOf } from "../query.js";
import { respond, respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** What the behaviour routes read. */
export interface BehaviourDeps {
  /** The answer of `GET /api/v1/behavior` as JSON. */
  readonly behaviourBytes: (query: Query) => LentBytes | Promise<LentBytes>;
  readonly summary: (query: Query) => Promise<SummaryAnswer>;
  readonly series: (query: Query) => Promise<SeriesAnswer>;
  readonly dailyIntel: (query: Query) => Promise<object>;
  readonly webIntel: (query: Query) => Promise<object>;
  readonly kept: AnswerCache;
  readonly pages: CellPages;
  /** Rises with every change of the data. */
  readonly dataVersion: () => number;
  readonly bootId: string;
}

/** Mounts the questions about the data. */
export function behaviourRoutes(door: Door, deps: BehaviourDeps): void {
  const etag = () => `"data-${deps.bootId}-${deps.dataVersion()}"`;

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/behavior"],
      id: "behavior",
      tag: "Behaviour",
      role: "viewer",
      summary: "Behaviour records by persona, region and date",
      query: BehaviourQuery,
      answers: {
        200: { description: "In order of time", content: { "application/json": BehaviorAnswer } },
      },
      problems: [422, 503],
    },
    (context) => {
      const headers = { etag: etag() };
      if (context.req.header("if-none-match") === headers.etag) {
        return respond(null, { status: 304, headers });
      }
      const answer = deps.behaviourBytes(queryOf(context.req.url));
      const send = ({ bytes, release }: LentBytes) => {
        // Elsewhere than in Node nothing tells when an answer is sent.
        context.env?.outgoing?.once("close", release);
        return respondJson(bytes, { headers });
      };
      return answer instanceof Promise ? answer.then(send) : send(answer);
    },
  );

  const keptRoute = (
    path: string,
    spec: { id: string; summary: string; query: z.ZodObject; schema: z.ZodType },
    make: (query: Query) => Promise<object>,
  ) =>
    mount(
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
            content: { "application/json": spec.schema },
          },
        },
        problems: [404, 422, 503],
      },
      async (context) => {
        const headers = { etag: etag() };
        if (context.req.header("if-none-match") === headers.etag) {
          return respond(null, { status: 304, headers });
        }
        const { url } = context.req;
        const key = path + (url.includes("?") ? url.slice(url.indexOf("?")) : "");
        return respondJson(await deps.kept.get(key, () => make(queryOf(url))), { headers });
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
