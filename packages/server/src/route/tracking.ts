import { CoreError, CUSTOMER_EVENT_TYPES, type Intake, type TrackingCall } from "@cdp-whatif/core";
import * as z from "zod";
import { openOrigins } from "../middleware/open-origins.js";
import { receiveBytes } from "../middleware/receive-bytes.js";
import { DoorError } from "../problem.js";
import { respondJson } from "../respond.js";
import type { TrackingParser } from "../tracking/parse-thread.js";
import { type KeyCheck, unauthorized } from "../tracking/write-key.js";
import { type Door, mount, type RequestContext } from "./mount.js";

/** What the tracking routes work with. */
export interface TrackingDeps {
  readonly intake: Intake;
  readonly writeKey: KeyCheck;
  readonly tracking: TrackingParser;
  /** Largest body, unpacked. */
  readonly trackingLimitBytes: number;
}

const TrackingAnswer = z.object({ success: z.literal(true) });
const Event = z.looseObject({}).meta({ description: "A call of the Segment specification" });
const Batch = z.looseObject({ batch: z.array(Event), writeKey: z.string().optional() });
const DONE = new TextEncoder().encode('{"success":true}');

/** Mounts the Segment HTTP tracking API: whatever it answers 200 to is durable. */
export function trackingRoutes(door: Door, deps: TrackingDeps): void {
  const answers = {
    200: {
      description: "Every event is durable, as a record or as a dead letter",
      content: { "application/json": TrackingAnswer },
    },
  };
  const problems = [400, 401, 413, 415, 429, 503, 507];
  const about = {
    method: "post",
    tag: "Tracking",
    role: "sender",
    answers,
    problems,
  } as const;
  mount(
    door,
    {
      ...about,
      paths: ["/v1/batch", "/v1/b", "/v1/import"],
      id: "trackBatch",
      summary: "Stores a batch of customer events (Segment HTTP tracking API)",
      body: { type: "application/json", schema: Batch },
    },
    (context) => accept(context, null, deps),
  );
  for (const call of CUSTOMER_EVENT_TYPES) {
    mount(
      door,
      {
        ...about,
        // Browser SDKs use the first letter.
        paths: [`/v1/${call}`, `/v1/${call.charAt(0)}`],
        id: `track_${call}`,
        summary: `Stores one ${call} call (Segment HTTP tracking API)`,
        body: { type: "application/json", schema: Event },
      },
      (context) => accept(context, call, deps),
    );
  }
}

/** Lets browser SDKs of any page reach the tracking API, and nothing else. */
export function openTracking(door: Door): void {
  door.use("/v1/*", openOrigins);
}

async function accept(
  context: RequestContext,
  call: TrackingCall | null,
  { intake, writeKey, tracking, trackingLimitBytes }: TrackingDeps,
): Promise<Response> {
  const key = basicUser(context.req.header("authorization"));
  if (key !== null && writeKey(key) === null) throw unauthorized();
  const bytes = await receiveBytes(context, trackingLimitBytes);
  const contentEncoding = (context.req.header("content-encoding") ?? "").trim().toLowerCase();
  const receivedAt = Date.now();
  const parsed = await tracking.parse({ bytes, contentEncoding, call, receivedAt, key });
  try {
    await intake.store(parsed);
  } catch (error) {
    if (!(error instanceof CoreError) || error.code !== "store_busy") throw error;
    // With retry-after Segment's SDK for Node waits without counting it as a failed attempt.
    throw new DoorError("too_many_requests", error.message, { "retry-after": "1" });
  }
  return respondJson(DONE, { headers: { "cache-control": "no-store" } });
}

/** The user of basic authentication, which is the write key; its password is empty. */
function basicUser(header: string | undefined): string | null {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return null;
  return Buffer.from(encoded, "base64").toString("utf8").split(":", 1)[0] || null;
}
