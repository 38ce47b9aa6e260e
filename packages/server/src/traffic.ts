import { counter, type Family, type Sample } from "./metric/family.js";
import { LATENCY_BUCKETS, latencyBucket } from "./monitor/record/latency-sketch.js";

/** Answers since the process started, without those to probes: what error rate and latency are said of. */
export interface TrafficCounts {
  readonly byStatus: Map<number, number>;
  /** Answers by bucket of the latency sketch, from the lowest. */
  readonly latency: Float64Array;
}

/** Counts at zero. */
export function createTrafficCounts(): TrafficCounts {
  const buckets = LATENCY_BUCKETS.highest - LATENCY_BUCKETS.lowest + 1;
  return { byStatus: new Map(), latency: new Float64Array(buckets) };
}

/** Counts a finished request, unless it was one of health or metrics. */
export function countTraffic(
  { byStatus, latency }: TrafficCounts,
  { path, status, seconds }: { path: string; status: number; seconds: number },
): void {
  if (path.endsWith("/metrics") || path.includes("/health")) return;
  byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const slot = latencyBucket(seconds * 1000) - LATENCY_BUCKETS.lowest;
  latency[slot] = (latency[slot] ?? 0) + 1;
}

/** Answers by status. */
export function trafficFamily({ byStatus }: TrafficCounts): Family {
  return counter(
    "cdp_traffic_requests_total",
    "Answers by status, without those to health checks and metrics.",
    [...byStatus].map(([status, value]) => ({ labels: { status: String(status) }, value })),
  );
}

/** Answers by bucket of the latency sketch, those that are not empty; the monitor reads it. */
export function latencyFamily({ latency }: TrafficCounts): Family {
  const samples: Sample[] = [];
  for (const [slot, value] of latency.entries()) {
    const index = String(slot + LATENCY_BUCKETS.lowest);
    if (value > 0) samples.push({ labels: { index }, value });
  }
  return counter(
    "cdp_traffic_latency_total",
    "Answers by bucket of the latency sketch (docs/concept/uptime.md).",
    samples,
  );
}
