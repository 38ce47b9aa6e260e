import { LIVE_KINDS, LIVE_STATES, type SourceState, STAGES, type Stage } from "@cdp-whatif/core";
import * as z from "zod";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

const Count = z.int().nonnegative();
const Time = z.iso.datetime();

/** `GET /api/v1/sources`: every live source, and what the eight stages did since the start. */
export const SourcesAnswer = z
  .strictObject({
    success: z.literal(true),
    sources: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(LIVE_KINDS),
        state: z.enum(LIVE_STATES),
        since: Time,
        failures: Count.meta({ description: "Tries that failed since the last durable batch" }),
        last_error: z.string().nullable(),
        next_try_at: Time.nullable(),
        messages: Count,
        read: Count,
        stored: Count,
        duplicates: Count,
        dead_lettered: Count,
        last_batch_at: Time.nullable(),
        cursor: z.string().nullable(),
      }),
    ),
    stages: z.array(
      z.strictObject({
        name: z.enum(STAGES),
        state: z.enum(["idle", "running", "done", "failed"]),
        in: Count,
        out: Count,
        last_error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "SourcesAnswer" });

/** What the sources' route reads. */
export interface SourceDeps {
  readonly sources: () => readonly SourceState[];
  readonly stages: () => readonly Stage[];
}

/** Mounts the state of what flows in. */
export function sourceRoutes(door: Door, { sources, stages }: SourceDeps): void {
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/sources"],
      id: "sources",
      tag: "Ingestion",
      role: "operator",
      summary: "How each live source is, and what the eight stages did since the start",
      answers: {
        200: { description: "Now", content: { "application/json": SourcesAnswer } },
      },
    },
    () => {
      const body: z.infer<typeof SourcesAnswer> = {
        success: true,
        sources: sources().map(sourceAnswer),
        stages: stages().map(({ lastError, ...stage }) => ({ ...stage, last_error: lastError })),
      };
      return respondJson(body, { headers: { "cache-control": "no-store" } });
    },
  );
}

function sourceAnswer({ name, kind, state, ...rest }: SourceState) {
  const { since, failures, messages, read, stored, duplicates, cursor } = rest;
  return {
    name,
    kind,
    state,
    since: timeText(since),
    failures,
    last_error: rest.lastError,
    next_try_at: rest.nextTryAt === null ? null : timeText(rest.nextTryAt),
    messages,
    read,
    stored,
    duplicates,
    dead_lettered: rest.deadLettered,
    last_batch_at: rest.lastBatchAt === null ? null : timeText(rest.lastBatchAt),
    cursor,
  };
}

function timeText(instant: number): string {
  return new Date(instant).toISOString();
}
