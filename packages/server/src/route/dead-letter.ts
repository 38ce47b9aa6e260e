import {
  checkKeys,
  DeadLetter,
  type RecordStore,
  readCursor,
  readLimit,
  writeCursor,
} from "@cdp-whatif/core";
import * as z from "zod";
import { jsonBody } from "../middleware/json-body.js";
import { nextPage } from "../next-page.js";
import { expectNoQuery, invalidQuery, queryOf } from "../query.js";
import type { Replay } from "../replay.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** `GET /api/v1/dead-letters`. */
export const DeadLettersAnswer = z
  .strictObject({
    success: z.literal(true),
    count: z.int().nonnegative(),
    data: z.array(DeadLetter),
    metadata: z.strictObject({
      next_cursor: z.string().nullable(),
      next: z.string().nullable().meta({ description: "URL of the next page" }),
      total: z.int().nonnegative().meta({ description: "All in the store, whatever the filter" }),
    }),
  })
  .meta({ id: "DeadLettersAnswer" });

/** A moment with its offset. */
const Moment = z.iso.datetime({ offset: true });

const DeadLettersQuery = z.strictObject({
  rule: z.string().optional().meta({ description: "Only those rejected by this rule" }),
  source: z.string().optional().meta({ description: "Only those from this source" }),
  since: Moment.optional().meta({ description: "Only those rejected at this time or later" }),
  until: Moment.optional().meta({ description: "Only those rejected at this time or earlier" }),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().optional(),
});

/** Body of `POST /api/v1/dead-letters/replay`: which to try again; `{}` means all. */
export const ReplayRequest = z
  .strictObject({
    rule: z.string().min(1).optional(),
    source: z.string().min(1).optional(),
    since: Moment.optional(),
    until: Moment.optional(),
  })
  .meta({ id: "ReplayRequest" });

/** What a replay did: `read = stored + duplicates + still_rejected`. */
export const ReplayAnswer = z
  .strictObject({
    success: z.literal(true),
    read: z.int().nonnegative(),
    stored: z.int().nonnegative(),
    duplicates: z.int().nonnegative(),
    still_rejected: z.int().nonnegative(),
    skipped: z.int().nonnegative().meta({
      description: "Binary ones, and valid records that lost against another of the same key",
    }),
  })
  .meta({ id: "ReplayAnswer" });

const PATH = "/api/v1/dead-letters";

/** What the dead-letter routes work with. */
export interface DeadLetterDeps {
  readonly store: RecordStore;
  readonly replay: Replay;
  readonly bodyLimitBytes: number;
}

/** Mounts the list of what was not accepted, and its second try. */
export function deadLetterRoutes(door: Door, { store, replay, bodyLimitBytes }: DeadLetterDeps) {
  mount(
    door,
    {
      method: "get",
      paths: [PATH],
      id: "deadLetters",
      tag: "Ingestion",
      role: "operator",
      summary:
        "Records that were not accepted: whole, with source, position, rule, field and value",
      query: DeadLettersQuery,
      answers: {
        200: { description: "Ordered by id", content: { "application/json": DeadLettersAnswer } },
      },
      problems: [422],
    },
    async (context) => {
      const query = queryOf(context.req.url);
      checkKeys(query, Object.keys(DeadLettersQuery.shape));
      const limit = readLimit(query, { most: 1000, otherwise: 100 });
      const { rule, source } = query;
      const { since, until } = momentsOf(query);
      const list = { order: "asc", of: ["dead-letters", rule, source, since, until] } as const;
      const found = await store.deadLetters({
        ...{ rule, source, since, until },
        limit: limit + 1,
        afterId: readCursor(query, list)?.key,
      });
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      const cursor = last === undefined ? null : writeCursor({ at: 0, key: last.id }, list);
      const { link, headers } = nextPage(context, PATH);
      const body: z.infer<typeof DeadLettersAnswer> = {
        success: true,
        count: page.length,
        data: page,
        metadata: {
          next_cursor: cursor,
          next: cursor === null ? null : link(cursor),
          total: (await store.content()).deadLetters,
        },
      };
      return respondJson(body, { headers: { "cache-control": "no-store", ...headers(cursor) } });
    },
  );

  mount(
    door,
    {
      method: "post",
      paths: ["/api/v1/dead-letters/replay"],
      id: "replayDeadLetters",
      tag: "Ingestion",
      role: "operator",
      summary: "Tries rejected records again, after the rules or the catalogue were mended",
      body: { type: "application/json", schema: ReplayRequest },
      answers: {
        200: {
          description: "What was accepted now is stored and no dead letter any more",
          content: { "application/json": ReplayAnswer },
        },
      },
      problems: [400, 413, 415, 422, 503],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const parsed = ReplayRequest.safeParse(await jsonBody(context, bodyLimitBytes));
      if (!parsed.success) throw invalidQuery(parsed.error);
      const { read, stored, duplicates, deadLettered, skipped } = await replay({
        rule: parsed.data.rule,
        source: parsed.data.source,
        ...momentsOf(parsed.data),
      });
      const body: z.infer<typeof ReplayAnswer> = {
        success: true,
        read,
        stored,
        duplicates,
        still_rejected: deadLettered,
        skipped,
      };
      return respondJson(body, { headers: { "cache-control": "no-store" } });
    },
  );
}

/** Both moments as instants. @throws CoreError `invalid_input` */
function momentsOf(asked: {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}) {
  const parsed = z.object({ since: Moment.optional(), until: Moment.optional() }).safeParse(asked);
  if (!parsed.success) throw invalidQuery(parsed.error);
  const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return { since: instant(parsed.data.since), until: instant(parsed.data.until) };
}
