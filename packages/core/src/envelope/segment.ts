import { digest } from "../math/digest.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { CustomerEventBody } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import { readTime } from "../schema/time-text.js";

/** A call of the tracking API, which is also the type of its event. */
export type TrackingCall = CustomerEventBody["type"];

/** What is known of a body beside its content. */
export interface TrackingContext {
  /** What the path says of a single call; null: the body is a batch. */
  readonly call: TrackingCall | null;
  /** Instant of its arrival. */
  readonly receivedAt: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The events of a body: as text, and as the same value where it is an object. */
export interface TrackingEvents {
  readonly lines: readonly string[];
  readonly values: readonly (Fields | undefined)[];
  /** What is the same of an object each time that it is sent. */
  readonly identities: readonly ((() => string) | undefined)[];
}

/** What lines of our own say of themselves: a sender of events deletes and outranks nothing by them. */
const OURS = ["deleted", "revision", "generated_at", "metadata", "demo"] as const;
const NOT_KEPT = ["writeKey", ...OURS] as const;
const IDS = ["userId", "anonymousId", "previousId", "groupId"] as const;

/**
 * The customer events of a parsed body of the Segment HTTP tracking API.
 *
 * Each keeps its fields as they came, without the write key. Added are `receivedAt`, and of the batch `sentAt`, `context`
 * and `integrations`; `timestamp` is corrected for the skew of the sender's clock, and as it came stands in `originalTimestamp`.
 * Where both came and differ, both stay: the sender says when it happened and when it was told.
 *
 * @see https://segment.com/docs/connections/spec/common/#timestamps timestamp = receivedAt − (sentAt − originalTimestamp)
 */
export function segmentEvents(body: unknown, context: TrackingContext): TrackingEvents | Rejection {
  if (!isObject(body)) {
    return reject("not_an_object", { field: "", found: body, expected: "a JSON object" });
  }
  if (context.call === null && !Array.isArray(body.batch)) {
    return reject("type", { field: "/batch", found: body.batch, expected: "a list of events" });
  }
  const events: readonly unknown[] = context.call === null ? (body.batch as unknown[]) : [body];
  const lines: string[] = [];
  const values: (Fields | undefined)[] = [];
  const identities: ((() => string) | undefined)[] = [];
  const shared = context.call === null ? body : {};
  const moment = momentOf(context, shared);
  for (const [index, event] of events.entries()) {
    const value = isObject(event) ? segmentEvent(event, index, moment) : undefined;
    lines.push(JSON.stringify(value ?? event));
    values.push(value);
    identities.push(isObject(event) ? () => content(event) : undefined);
  }
  return { lines, values, identities };
}

/** What is the same for all events of a body. */
interface Moment extends TrackingContext {
  readonly shared: Fields;
  readonly arrived: string;
  /** What the body says, and as an instant. */
  readonly sentAt: unknown;
  readonly left: number | null;
}

function momentOf(context: TrackingContext, shared: Fields): Moment {
  const arrived = new Date(context.receivedAt).toISOString();
  const { sentAt } = shared;
  return { ...context, shared, arrived, sentAt, left: instantOf(sentAt) };
}

function segmentEvent(event: Fields, index: number, moment: Moment): Fields {
  const { call, arrived, shared } = moment;
  const sentAt = event.sentAt ?? moment.sentAt;
  const { timestamp, originalTimestamp } = event;
  const sent = originalTimestamp ?? timestamp ?? null;
  const explicit = timestamp !== undefined && timestamp !== null && timestamp !== sent;
  const line: Record<string, unknown> = { ...event };
  // What was taken away makes an object slow to use from then on: most have nothing of these.
  for (const field of NOT_KEPT) if (field in line) delete line[field];
  if (call !== null) line.type = call;
  for (const id of IDS) {
    const value = line[id];
    // RudderStack's SDKs send "" for no id, and old ones send numbers as they are.
    if (value === "") delete line[id];
    else if (typeof value === "number") line[id] = String(value);
  }
  if (line.event === "") delete line.event;
  if (isObject(shared.context)) line.context = merged(shared.context, event.context);
  if (isObject(shared.integrations)) {
    line.integrations = merged(shared.integrations, event.integrations);
  }
  if (typeof event.category === "string") {
    line.properties = merged({ category: event.category }, event.properties);
  }
  if (!hasId(event.messageId)) line.messageId = contentId(event, { sent, sentAt, arrived, index });
  if (sentAt !== undefined) line.sentAt = sentAt;
  line.receivedAt = arrived;
  line.originalTimestamp = sent;
  if (!explicit) {
    const left = sentAt === moment.sentAt ? moment.left : instantOf(sentAt);
    line.timestamp =
      sent === null ? arrived : corrected(sent, { left, receivedAt: moment.receivedAt });
  }
  return line;
}

/** The sent time moved onto the receiver's clock; as it came when one of the times cannot be read or has no zone. */
function corrected(
  sent: unknown,
  { left, receivedAt }: { left: number | null; receivedAt: number },
): unknown {
  const written = typeof sent === "string" ? readTime(sent.trim()) : null;
  if (left === null || written === null || written.offsetMinutes === null) return sent;
  const wall = written.wallMs + receivedAt - left;
  if (!(Math.abs(wall) < LATEST)) return sent;
  return `${new Date(wall).toISOString().slice(0, -1)}${zoneText(written.utc ? 0 : written.offsetMinutes)}`;
}

/** Before the year 10000, which is written with a sign. */
const LATEST = 62_000_000_000_000;

function instantOf(time: unknown): number | null {
  const written = typeof time === "string" ? readTime(time.trim()) : null;
  if (written === null || written.offsetMinutes === null) return null;
  return written.wallMs - written.offsetMinutes * 60_000;
}

function zoneText(minutes: number): string {
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * An id for an event that has none: of its content and the time that the sender gave, so that the same bytes again are the
 * same event. Without any time of the sender two equal calls cannot be told from one sent twice: each is its own event.
 */
function contentId(
  event: Fields,
  {
    sent,
    sentAt,
    arrived,
    index,
  }: { sent: unknown; sentAt: unknown; arrived: string; index: number },
): string {
  const moment = sent ?? [sentAt ?? arrived, index];
  // By way of JSON, which has no infinity and escapes lone surrogates.
  return `content-${digest([content(event), JSON.stringify(moment)]).slice(0, 32)}`;
}

/** Of an event what does not differ when it is sent again, as JSON. */
function content({ sentAt: _sentAt, writeKey: _writeKey, ...event }: Fields): string {
  return JSON.stringify(event);
}

function hasId(id: unknown): boolean {
  return id !== undefined && id !== null && id !== "";
}

function merged(outer: Fields, inner: unknown): unknown {
  if (inner === undefined || inner === null) return outer;
  return isObject(inner) ? { ...outer, ...inner } : inner;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
