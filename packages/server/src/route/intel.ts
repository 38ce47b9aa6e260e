import { AnomaliesAnswer, type Query, TopicsAnswer, TriggersAnswer } from "@cdp-whatif/core";
import type * as z from "zod";
import type { AnswerCache } from "../hot/answer-cache.js";
import { AnomaliesQuery, TopicsQuery, TriggersQuery } from "../openapi/behaviour-query.js";
import { queryOf } from "../query.js";
import { respondVersion } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** What the intelligence routes read. */
export interface IntelDeps {
  readonly anomalies: (query: Query) => Promise<AnomaliesAnswer>;
  readonly topics: (query: Query) => Promise<TopicsAnswer>;
  readonly triggers: (query: Query) => Promise<TriggersAnswer>;
  readonly kept: AnswerCache;
  readonly etag: () => string;
}

interface Question {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly schema: z.ZodType;
  readonly make: (query: Query) => Promise<object>;
}

/** Mounts what is found in the data: anomalies, topics, triggers. */
export function intelRoutes(door: Door, deps: IntelDeps): void {
  const questions: Question[] = [
    {
      path: "/api/v1/intel/anomalies",
      id: "intelAnomalies",
      summary: "Metrics of cells that departed from what the days before foretold, newest first",
      query: AnomaliesQuery,
      schema: AnomaliesAnswer,
      make: deps.anomalies,
    },
    {
      path: "/api/v1/intel/topics",
      id: "intelTopics",
      summary: "What is posted more than before, with window and counts",
      query: TopicsQuery,
      schema: TopicsAnswer,
      make: deps.topics,
    },
    {
      path: "/api/v1/intel/triggers",
      id: "intelTriggers",
      summary: "Triggers of daily reports by weight, and who is moved most",
      query: TriggersQuery,
      schema: TriggersAnswer,
      make: deps.triggers,
    },
  ];
  for (const question of questions) mountKept(door, { question, deps });
}

function mountKept(door: Door, { question, deps }: { question: Question; deps: IntelDeps }): void {
  const { path, id, summary, query, schema, make } = question;
  const description = "Made from what is stored now";
  mount(
    door,
    {
      method: "get",
      paths: [path],
      id,
      tag: "Intelligence",
      role: "viewer",
      summary,
      query,
      answers: { 200: { description, content: { "application/json": schema } } },
      problems: [422, 503],
    },
    async (context) => {
      const etag = deps.etag();
      const { url } = context.req;
      const key = path + (url.includes("?") ? url.slice(url.indexOf("?")) : "");
      const bytes = await deps.kept.get(key, () => make(queryOf(url)));
      return respondVersion(context, bytes, { etag });
    },
  );
}
