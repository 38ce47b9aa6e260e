/** Upper bounds of the latency histogram, in seconds. */
export const LATENCY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Numbers that the process counts about itself since it started. */
export interface Counters {
  requests: number;
  active: number;
  records: number;
  deadLetters: number;
  simulations: number;
  readonly byStatus: Map<number, number>;
  /** Requests per bound of `LATENCY_BOUNDS`, and one bucket above the last. */
  readonly latency: Float64Array;
  latencySeconds: number;
}

/** Counters at zero. */
export function createCounters(): Counters {
  return {
    requests: 0,
    active: 0,
    records: 0,
    deadLetters: 0,
    simulations: 0,
    byStatus: new Map(),
    latency: new Float64Array(LATENCY_BOUNDS.length + 1),
    latencySeconds: 0,
  };
}

/** Counts a finished request. */
export function countRequest(counters: Counters, status: number, seconds: number): void {
  counters.byStatus.set(status, (counters.byStatus.get(status) ?? 0) + 1);
  let bucket = LATENCY_BOUNDS.findIndex((bound) => seconds <= bound);
  if (bucket < 0) bucket = LATENCY_BOUNDS.length;
  counters.latency[bucket] = (counters.latency[bucket] ?? 0) + 1;
  counters.latencySeconds += seconds;
}

/** Numbers that are read at the moment of asking. */
export interface Gauges {
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  readonly uptimeSeconds: number;
  readonly cachedPages: number;
  readonly cachedBytes: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

/** The counters in Prometheus' text format, version 0.0.4. */
export function prometheusText(counters: Counters, gauges: Gauges): string {
  const lines: string[] = [];
  const add = (name: string, type: string, help: string, samples: readonly string[]) => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples);
  };
  const one = (name: string, type: string, help: string, value: number) =>
    add(name, type, help, [`${name} ${value}`]);
  add(
    "cdp_http_requests_total",
    "counter",
    "Finished HTTP requests by status.",
    [...counters.byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `cdp_http_requests_total{status="${status}"} ${count}`),
  );
  add(
    "cdp_http_request_duration_seconds",
    "histogram",
    "Time from request to answer.",
    histogram("cdp_http_request_duration_seconds", counters),
  );
  one("cdp_http_requests_active", "gauge", "Requests being answered.", counters.active);
  one("cdp_records_stored_total", "counter", "Records stored by ingestion.", counters.records);
  one("cdp_dead_letters_total", "counter", "Records not accepted.", counters.deadLetters);
  one("cdp_simulations_total", "counter", "Simulation runs answered.", counters.simulations);
  one("cdp_cell_pages", "gauge", "Cells whose rows are kept serialised.", gauges.cachedPages);
  one("cdp_cell_page_bytes", "gauge", "Bytes of serialised rows kept.", gauges.cachedBytes);
  one("cdp_cell_page_hits_total", "counter", "Queries answered from kept rows.", gauges.cacheHits);
  one("cdp_cell_page_misses_total", "counter", "Queries that read the store.", gauges.cacheMisses);
  one("process_resident_memory_bytes", "gauge", "Resident memory.", gauges.residentBytes);
  one("process_cpu_seconds_total", "counter", "Processor time used.", gauges.cpuSeconds);
  one("process_uptime_seconds", "gauge", "Time since the process started.", gauges.uptimeSeconds);
  return `${lines.join("\n")}\n`;
}

function histogram(name: string, { latency, latencySeconds }: Counters): string[] {
  let cumulative = 0;
  const buckets = [...LATENCY_BOUNDS.map(String), "+Inf"].map((bound, index) => {
    cumulative += latency[index] ?? 0;
    return `${name}_bucket{le="${bound}"} ${cumulative}`;
  });
  return [...buckets, `${name}_sum ${latencySeconds}`, `${name}_count ${cumulative}`];
}
