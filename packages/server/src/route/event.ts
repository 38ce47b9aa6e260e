import {
  checkKeys,
  type InterventionRecord,
  type RecordStore,
  readChoice,
  readCursor,
  readDay,
  readLimit,
  timestamp,
  writeCursor,
} from "@cdp-whatif/core";
import * as z from "zod";
import { nextPage } from "../next-page.js";
import { queryOf } from "../query.js";
import { respondVersion } from "../respond.js";
import { type Door, mount } from "./mount.js";

const Event = z.strictObject({
  timestamp: z.iso.datetime({ offset: true }),
  event: z.string(),
  type: z.enum(["price_change", "promotion", "competition", "external"]).nullable(),
  brand: z.string().nullable(),
  region: z.string().nullable(),
  persona: z.string().nullable(),
  ends_at: z.iso.datetime({ offset: true }).nullable(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  insights: z.array(z.string()),
  repairs: z.array(z.string()),
  demo: z.boolean(),
});

/** `GET /api/v1/events`. */
export const EventsAnswer = z
  .strictObject({
    success: z.literal(true),
    count: z.int().nonnegative(),
    data: z.array(Event),
    metadata: z.strictObject({
      next_cursor: z.string().nullable(),
      next: z.string().nullable().meta({ description: "URL of the next page" }),
      order: z.enum(["asc", "desc"]),
      demo: z.boolean(),
    }),
  })
  .meta({ id: "EventsAnswer" });

const EventsQuery = z.strictObject({
  start_date: z.iso.date().optional().meta({ description: "Local date, inclusive" }),
  end_date: z.iso.date().optional().meta({ description: "Local date, inclusive" }),
  order: z.enum(["asc", "desc"]).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().optional(),
});

/** What the event route reads. */
export interface EventDeps {
  readonly store: RecordStore;
  readonly etag: () => string;
}

const PATH = "/api/v1/events";

/** Mounts the intervention notes: what happened, and when. */
export function eventRoutes(door: Door, { store, etag }: EventDeps): void {
  mount(
    door,
    {
      method: "get",
      paths: [PATH],
      id: "events",
      tag: "Behaviour",
      role: "viewer",
      summary: "Interventions that were noted in the data",
      query: EventsQuery,
      answers: {
        200: { description: "In order of time", content: { "application/json": EventsAnswer } },
      },
      problems: [422],
    },
    async (context) => {
      const tag = etag();
      const query = queryOf(context.req.url);
      checkKeys(query, Object.keys(EventsQuery.shape));
      const limit = readLimit(query, { most: 1000, otherwise: 100 });
      const order = readChoice(query, {
        key: "order",
        choices: ["asc", "desc"],
        otherwise: "asc",
      });
      const [fromDay, toDay] = [readDay(query, "start_date"), readDay(query, "end_date")];
      const list = { order, of: ["events", fromDay, toDay] };
      const found = await store.records({
        kind: "intervention",
        ...{ fromDay, toDay, order },
        limit: limit + 1,
        after: readCursor(query, list),
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      const cursor = last === undefined ? null : writeCursor(last, list);
      const { link, headers } = nextPage(context, PATH);
      const body: z.infer<typeof EventsAnswer> = {
        success: true,
        count: page.length,
        data: page.map(eventOf),
        metadata: {
          next_cursor: cursor,
          next: cursor === null ? null : link(cursor),
          order,
          demo: page.some(({ demo }) => demo),
        },
      };
      return respondVersion(context, body, { etag: tag, headers: headers(cursor) });
    },
  );
}

function eventOf(record: InterventionRecord): z.infer<typeof Event> {
  const { at, offsetMinutes, endsAt } = record;
  return {
    timestamp: timestamp(at, offsetMinutes),
    event: record.event,
    type: record.type,
    brand: record.brand,
    region: record.region,
    persona: record.persona,
    ends_at: endsAt === null ? null : timestamp(endsAt, offsetMinutes),
    parameters: record.parameters,
    insights: record.insights,
    repairs: record.repairs,
    demo: record.demo,
  };
}
