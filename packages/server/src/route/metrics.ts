import * as z from "zod";
import type { Vitals } from "../health/vitals.js";
import { bestType } from "../metric/best-type.js";
import { EXPOSITION_TYPES, type ExpositionFormat, exposition } from "../metric/exposition.js";
import type { Family } from "../metric/family.js";
import type { Counters } from "../metrics.js";
import { respond, respondJson } from "../respond.js";
import { latencyFamily } from "../traffic.js";
import { type Door, mount, type RequestContext } from "./mount.js";

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
  readonly families: () => Promise<readonly Family[]>;
}

const NO_STORE = { "cache-control": "no-store" };
const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain";
const OPENMETRICS_TYPE = "application/openmetrics-text";

/** Mounts the metrics in JSON and in Prometheus' two forms. */
export function metricsRoutes(door: Door, { counters, vitals, families }: MetricsDeps): void {
  const expose = async (format: ExpositionFormat, context: RequestContext) => {
    const headers = { "content-type": EXPOSITION_TYPES[format], ...NO_STORE };
    const more =
      context.req.query("include") === "latency" ? [latencyFamily(counters.traffic)] : [];
    return respond(exposition([...(await families()), ...more], format), { headers });
  };
  const accepted = (context: RequestContext) => context.req.header("accept") ?? "*/*";
  const text = { [TEXT_TYPE]: z.string(), [OPENMETRICS_TYPE]: z.string() };

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
          content: { [JSON_TYPE]: MetricsAnswer, ...text },
        },
      },
    },
    (context) => {
      const type = bestType(accepted(context), [JSON_TYPE, TEXT_TYPE, OPENMETRICS_TYPE]);
      if (type !== JSON_TYPE) return expose(type === TEXT_TYPE ? "text" : "openmetrics", context);
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
      summary: "The metrics in Prometheus' text format, or as OpenMetrics",
      answers: { 200: { description: "Text format 0.0.4 or OpenMetrics 1.0.0", content: text } },
    },
    (context) => {
      const type = bestType(accepted(context), [TEXT_TYPE, OPENMETRICS_TYPE]);
      return expose(type === TEXT_TYPE ? "text" : "openmetrics", context);
    },
  );
}
