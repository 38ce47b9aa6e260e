import type { LoopDelay } from "../health/loop-delay.js";
import type { Vitals } from "../health/vitals.js";
import { VERSION } from "../version.js";
import { counter, type Family, gauge } from "./family.js";

const STARTED_SECONDS = Date.now() / 1000 - process.uptime();

/** How the process is: what Prometheus' clients tell under `process_`, and the event loop, the heap and the limits. */
export function processFamilies({
  vitals,
  loopDelay,
}: {
  vitals: Vitals;
  loopDelay: LoopDelay;
}): Family[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const labels = { version: VERSION, node: process.versions.node };
  return [
    gauge("cdp_build_info", "1; the labels say what runs.", [{ labels, value: 1 }]),
    gauge("process_resident_memory_bytes", "Resident memory.", rss),
    counter("process_cpu_seconds_total", "Processor time used.", (user + system) / 1e6),
    gauge("process_start_time_seconds", "When the process started, since 1970.", STARTED_SECONDS),
    gauge("process_uptime_seconds", "Time since the process started.", process.uptime()),
    gauge("cdp_heap_used_bytes", "JavaScript heap of the main thread in use.", heapUsed),
    gauge("cdp_heap_size_bytes", "JavaScript heap of the main thread.", heapTotal),
    gauge("cdp_external_memory_bytes", "Buffers outside the heap.", external),
    gauge(
      "cdp_event_loop_delay_p99_seconds",
      "How late the event loop was of late, 99th percentile.",
      loopDelay.p99Ms() / 1000,
    ),
    gauge(
      "cdp_event_loop_delay_max_seconds",
      "How late the event loop was of late, at most.",
      loopDelay.maxMs() / 1000,
    ),
    gauge(
      "cdp_memory_used_ratio",
      "Memory in use, of the container's limit or else the machine's.",
      vitals.memoryPercent() / 100,
    ),
    gauge("cdp_memory_limit_bytes", "Memory of container or machine.", vitals.memoryLimitBytes()),
    gauge(
      "cdp_cpu_used_ratio",
      "Processor in use, of the container's quota or else all cores.",
      vitals.cpuPercent() / 100,
    ),
  ];
}
