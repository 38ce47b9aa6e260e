import * as z from "zod";
import type { Vitals } from "../health/vitals.js";
import type { PageStatistics } from "../hot/cell-pages.js";
import { type Counters, prometheusText } from "../metrics.js";
import { respond, respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** `GET /api/v1/metrics`, with the names that the original used. */
export const MetricsAnswer = z
  .strictObject({
    total_requests: z.int().nonnegative(),
    active_connections: z.int().nonnegative().meta({ description: "Requests being answered" }),
    memory_usage_percent: z.number().min(0).max(100),
    cpu_usage_percent: z.number().min(0).max(100),
    data_records_processed: z.int().nonnegative().meta({
      description: "Records that this process stored or dead-lettered since it started",
    }),
    last_updated: z.iso.datetime(),
  })
  .meta({ id: "MetricsAnswer" });

/** What the metrics routes read. */
export interface MetricsDeps {
  readonly counters: Counters;
  readonly vitals: Vitals;
  readonly pages: PageStatistics;
}

const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
const NO_STORE = { "cache-control": "no-store" };

/** Mounts the metrics in JSON and in Prometheus' text. */
export function metricsRoutes(door: Door, { counters, vitals, pages }: MetricsDeps): void {
  const text = () => {
    const { user, system } = process.cpuUsage();
    const body = prometheusText(counters, {
      residentBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1e6,
      uptimeSeconds: process.uptime(),
      cachedPages: pages.pages,
      cachedBytes: pages.bytes,
      cacheHits: pages.hits,
      cacheMisses: pages.misses,
    });
    return respond(body, { headers: { "content-type": PROMETHEUS_TYPE, ...NO_STORE } });
  };

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/metrics"],
      id: "metrics",
      tag: "Health",
      role: "viewer",
      summary: "What the process has done so far; Prometheus' text if the client prefers text",
      answers: {
        200: {
          description: "Counted since the process started",
          content: { "application/json": MetricsAnswer, "text/plain": z.string() },
        },
      },
    },
    (context) => {
      const accept = context.req.header("accept") ?? "";
      if (accept.includes("text/plain") || accept.includes("openmetrics")) return text();
      const body: z.infer<typeof MetricsAnswer> = {
        total_requests: counters.requests,
        active_connections: counters.active,
        memory_usage_percent: Math.round(vitals.memoryPercent() * 10) / 10,
        cpu_usage_percent: Math.round(vitals.cpuPercent() * 10) / 10,
        data_records_processed: counters.records + counters.deadLetters,
        last_updated: new Date().toISOString(),
      };
      return respondJson(body, { headers: NO_STORE });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/metrics"],
      id: "prometheus",
      tag: "Health",
      role: "viewer",
      summary: "The metrics in Prometheus' text format",
      answers: {
        200: { description: "Text format 0.0.4", content: { "text/plain": z.string() } },
      },
    },
    text,
  );
}
