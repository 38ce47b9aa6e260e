import { checkKeys } from "@cdp-whatif/core";
import * as z from "zod";
import type { StreamHub } from "../notify/stream-hub.js";
import { DoorError } from "../problem.js";
import { queryOf } from "../query.js";
import { API_HEADERS } from "../respond.js";
import { type Door, mount } from "./mount.js";

const StreamQuery = z.strictObject({
  source: z.string().optional().meta({ description: "Only batches with records from this source" }),
  last_event_id: z
    .string()
    .optional()
    .meta({ description: "As the header, for those that cannot set one" }),
});

const StreamHeaders = z.object({
  "last-event-id": z.string().optional().meta({ description: "Id after which to go on" }),
});

/** What the stream's route listens to. */
export interface StreamDeps {
  readonly hub: StreamHub;
}

/** Mounts the way out: an event for each durable batch. */
export function streamRoutes(door: Door, { hub }: StreamDeps): void {
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/stream"],
      id: "stream",
      tag: "Ingestion",
      role: "viewer",
      summary:
        "Server-sent events: `batch_ingested` for each durable batch, `gap` for lost ones, `end`",
      query: StreamQuery,
      headers: StreamHeaders,
      answers: {
        200: {
          description: "Does not end; lines that start with a colon are heartbeats",
          content: { "text/event-stream": z.string() },
        },
      },
      problems: [422, 429, 503],
    },
    (context) => {
      const query = queryOf(context.req.url);
      checkKeys(query, Object.keys(StreamQuery.shape));
      const headers = {
        ...API_HEADERS,
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      };
      if (context.req.method === "HEAD") return new Response(null, { headers });
      const lastId = context.req.header("last-event-id") ?? query.last_event_id;
      const client = context.get("client");
      // Without credentials all are one client.
      const id = client?.kind === "local" ? undefined : client?.id;
      if (id !== undefined && hub.isFull(id)) {
        const message = "This client listens as often as one may; end a stream first.";
        throw new DoorError("too_many_requests", message, { "retry-after": "5" });
      }
      const body = hub.open({ lastId, source: query.source, client: id });
      if (body === null) {
        const message = "As many listen as this server serves, or it stops; come again later.";
        throw new DoorError("not_ready", message, { "retry-after": "5" });
      }
      return new Response(body, { headers });
    },
  );
}
