import { randomBytes } from "node:crypto";
import { openSpan, type SpanContext } from "./span-context.js";

export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** As OpenTelemetry has it: what is done here, for a request of others, or by asking others. */
export type SpanKind = "internal" | "server" | "client";

/** A span that has ended. */
export interface EndedSpan {
  readonly context: SpanContext;
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970, with fractions. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  /** What went wrong; null when nothing did. */
  readonly failure: string | null;
}

/** A span while it lasts: how it is called, and what is told about it, may be known only at its end. */
export interface OpenSpan {
  readonly context: SpanContext;
  name: string;
  attributes: Attributes;
  failure: string | null;
}

/** How a span begins. */
export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** In another process; otherwise it is the span that is open here, or none. */
  readonly parent?: SpanContext | null;
}

/** Opens spans around work. */
export interface Tracer {
  /** Does the work in a span of its own, which ends with it, or with the promise that it returns. */
  span<Result>(name: string, options: SpanOptions, work: (span: OpenSpan) => Result): Result;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

/** Where ended spans go. */
export interface SpanSink {
  add(span: EndedSpan): void;
  close(): Promise<void>;
}

/**
 * Creates a tracer.
 *
 * @param options.ratio - 0–1: of the traces that begin here, those that are kept; traces of others are kept if they keep them
 */
export function createTracer(sink: SpanSink, { ratio = 1 }: { ratio?: number } = {}): Tracer {
  const begin = (parent: SpanContext | null): SpanContext => {
    const spanId = randomBytes(8).toString("hex");
    if (parent !== null) return { ...parent, spanId };
    const traceId = randomBytes(16).toString("hex");
    return { traceId, spanId, sampled: Number.parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32 };
  };
  return {
    span(name, { kind = "internal", attributes = {}, parent }, work) {
      const above = parent ?? openSpan.getStore() ?? null;
      const context = begin(above);
      const span: OpenSpan = { context, name, attributes, failure: null };
      const start = performance.timeOrigin + performance.now();
      const end = () => {
        if (!context.sampled) return;
        sink.add({
          ...{ context, kind, start, parentId: above?.spanId ?? null },
          ...{ name: span.name, attributes: span.attributes, failure: span.failure },
          end: performance.timeOrigin + performance.now(),
        });
      };
      const fail = (error: unknown) => {
        // The kind of error only: a message may hold personal data.
        span.failure ??= codeOf(error);
        end();
      };
      let result: ReturnType<typeof work>;
      try {
        result = openSpan.run(context, work, span);
      } catch (error) {
        fail(error);
        throw error;
      }
      if (result instanceof Promise) result.then(end, fail);
      else end();
      return result;
    },
    close: () => sink.close(),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error ? String(error.code) : error.name;
}
