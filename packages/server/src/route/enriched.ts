import { EnrichedAnswer, type Query } from "@cdp-whatif/core";
import type { AnswerCache } from "../hot/answer-cache.js";
import { EnrichedQuery } from "../openapi/behaviour-query.js";
import { queryOf } from "../query.js";
import { respondVersion } from "../respond.js";
import { type Door, mount } from "./mount.js";

const PATH = "/api/v1/behavior/enriched";

/** What the route of the enriched table reads. */
export interface EnrichedDeps {
  readonly enriched: (query: Query) => Promise<EnrichedAnswer>;
  readonly kept: AnswerCache;
  readonly etag: () => string;
}

/** Mounts the Enriched Behaviour Model of a cell. */
export function enrichedRoutes(door: Door, { enriched, kept, etag }: EnrichedDeps): void {
  mount(
    door,
    {
      method: "get",
      paths: [PATH],
      id: "enriched",
      tag: "Behaviour",
      role: "viewer",
      summary: "Behaviour of a cell with its context, estimated effects, and provenance per column",
      query: EnrichedQuery,
      answers: {
        200: {
          description: "Made from what is stored now",
          content: { "application/json": EnrichedAnswer },
        },
      },
      problems: [422, 503],
    },
    async (context) => {
      const tag = etag();
      const { url } = context.req;
      const key = PATH + (url.includes("?") ? url.slice(url.indexOf("?")) : "");
      const bytes = await kept.get(key, () => enriched(queryOf(url)));
      return respondVersion(context, bytes, { etag: tag });
    },
  );
}
