import { AsyncLocalStorage } from "node:async_hooks";

/** Where in a trace something happens. */
export interface SpanContext {
  /** 32 hexadecimal digits, not all 0. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all 0. */
  readonly spanId: string;
  /** Whether the trace is kept. */
  readonly sampled: boolean;
}

/** The span that is open where the code runs; empty, and free, where nothing is traced. */
export const openSpan = new AsyncLocalStorage<SpanContext>();

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** Reads the header `traceparent`; null when it is missing or malformed. @see W3C Trace Context, section 3.2 */
export function readTraceparent(header: string | undefined): SpanContext | null {
  if (header === undefined || (header.startsWith("00") && header.length !== 55)) return null;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Headers for a request to others, so that what they do is part of the same trace; none where nothing is traced. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const open = openSpan.getStore();
  if (open === undefined) return {};
  return { traceparent: `00-${open.traceId}-${open.spanId}-${open.sampled ? "01" : "00"}` };
}
