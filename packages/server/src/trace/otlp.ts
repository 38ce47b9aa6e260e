import { VERSION } from "../version.js";
import type { Attributes, AttributeValue, EndedSpan, SpanKind, SpanSink } from "./tracer.js";

/** Where spans are sent to. */
export interface OtlpOptions {
  /** Of OTLP over HTTP; `/v1/traces` is added to its path. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly serviceName?: string | undefined;
  /** Told when spans could not be sent, and were dropped. */
  readonly onFailure?: ((reason: string, dropped: number) => void) | undefined;
  readonly everyMs?: number;
}

const LARGEST_BATCH = 512;
/** Spans that may wait; more are dropped, so that a collector that is gone takes no memory. */
const MOST_WAITING = 4096;
const TIMEOUT_MS = 10_000;
const RETRIED: readonly number[] = [429, 502, 503, 504];
const KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3 };

/**
 * Sends spans in batches, as OTLP/HTTP in JSON.
 *
 * @see OpenTelemetry Protocol 1.x, OTLP/HTTP; its JSON has ids as hexadecimal text and times as decimal text of nanoseconds
 */
export function createOtlpSink(options: OtlpOptions): SpanSink {
  const { endpoint, headers = {}, serviceName = "cdp-whatif", onFailure, everyMs = 1000 } = options;
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const resource = { "service.name": serviceName, "service.version": VERSION };
  const waiting: EndedSpan[] = [];
  let dropped = 0;
  let sending: Promise<void> = Promise.resolve();

  const post = async (spans: readonly EndedSpan[]): Promise<"sent" | "later"> => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(traceRequest(spans, resource)),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body?.cancel();
    if (answer.ok) return "sent";
    if (RETRIED.includes(answer.status)) return "later";
    throw new Error(`the collector answered ${answer.status}`);
  };
  const flush = async () => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, LARGEST_BATCH);
      try {
        if ((await post(batch)) === "sent") continue;
        waiting.unshift(...batch.slice(0, Math.max(0, MOST_WAITING - waiting.length)));
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        onFailure?.(reason, batch.length + dropped);
        dropped = 0;
        return;
      }
    }
  };
  const send = () => {
    sending = sending.then(flush);
    return sending;
  };
  const timer = setInterval(() => {
    if (waiting.length > 0) void send();
  }, everyMs);
  timer.unref();
  return {
    add(span) {
      if (waiting.length < MOST_WAITING) waiting.push(span);
      else dropped += 1;
      if (waiting.length === LARGEST_BATCH) void send();
    },
    async close() {
      clearInterval(timer);
      await send();
    },
  };
}

function traceRequest(spans: readonly EndedSpan[], resource: Attributes) {
  const scope = { name: "cdp-whatif", version: VERSION };
  const scopeSpans = [{ scope, spans: spans.map(spanOf) }];
  return { resourceSpans: [{ resource: { attributes: keyValues(resource) }, scopeSpans }] };
}

function spanOf({ context, parentId, name, kind, start, end, attributes, failure }: EndedSpan) {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parentId !== null && { parentSpanId: parentId }),
    ...{ name, kind: KINDS[kind], attributes: keyValues(attributes) },
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    status: failure === null ? {} : { code: 2, message: failure },
  };
}

const nanoseconds = (milliseconds: number) =>
  String(BigInt(Math.round(milliseconds * 1000)) * 1000n);

function keyValues(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue) {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
