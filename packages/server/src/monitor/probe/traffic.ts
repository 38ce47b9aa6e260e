import { latencyBucket } from "../record/latency-sketch.js";
import type { Traffic } from "../record/observation.js";
import { type Samples, seriesOf } from "./prometheus-text.js";

/** What a target has counted since its process started. */
export type Totals = Traffic;

const OURS = { requests: "cdp_traffic_requests_total", latency: "cdp_traffic_latency_total" };
const OTHERS = {
  requests: "cdp_http_requests_total",
  latency: "cdp_http_request_duration_seconds_bucket",
};

/** Requests, faults and latencies on a page of metrics; null when it has none. */
export function totalsIn(samples: Samples): Totals | null {
  const own = seriesOf(samples, OURS.requests, "status");
  const byStatus = own.length > 0 ? own : seriesOf(samples, OTHERS.requests, "status");
  if (byStatus.length === 0) return null;
  const latency: Record<string, number> = {};
  for (const { label, value } of seriesOf(samples, OURS.latency, "index")) latency[label] = value;
  const sum = (some: typeof byStatus) => some.reduce((total, { value }) => total + value, 0);
  return {
    requests: sum(byStatus),
    errors: sum(byStatus.filter(({ label }) => /^5/.test(label))),
    latency: own.length > 0 ? latency : coarseLatency(samples),
  };
}

/** From a histogram with few bounds: each request at the upper bound of its bucket, so that no quantile is too small. */
function coarseLatency(samples: Samples): Record<string, number> {
  const byBound = new Map<number, number>();
  for (const { label, value } of seriesOf(samples, OTHERS.latency, "le")) {
    const bound = label === "+Inf" ? Number.POSITIVE_INFINITY : Number(label);
    byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  }
  const latency: Record<string, number> = {};
  let below = 0;
  for (const [bound, value] of [...byBound].sort(([a], [b]) => a - b)) {
    const bucket = String(latencyBucket(Number.isFinite(bound) ? bound * 1000 : 1e6));
    if (value > below) latency[bucket] = (latency[bucket] ?? 0) + value - below;
    below = value;
  }
  return latency;
}

/**
 * What was counted between two looks. A target that was restarted counts from nothing: what it counted since then is all
 * that is known.
 */
export function trafficBetween(before: Totals, now: Totals, restarted: boolean): Traffic {
  const isReset = restarted || now.requests < before.requests || now.errors < before.errors;
  const from = isReset ? { requests: 0, errors: 0, latency: {} } : before;
  const old: Readonly<Record<string, number>> = from.latency;
  const latency = Object.fromEntries(
    Object.entries(now.latency)
      .map(([bucket, count]) => [bucket, count - (old[bucket] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
  return { requests: now.requests - from.requests, errors: now.errors - from.errors, latency };
}
