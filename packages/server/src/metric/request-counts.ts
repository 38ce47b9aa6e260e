import type { Family, HistogramSample, Sample } from "./family.js";

/** Upper bounds of the latency histogram, in seconds. */
export const LATENCY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What a request was answered by: a route as it is declared, never the path that was asked for. */
export interface CountedRoute {
  readonly method: string;
  readonly paths: readonly [string, ...string[]];
}

interface RouteCount {
  readonly byStatus: Map<number, number>;
  readonly buckets: Float64Array;
  seconds: number;
}

/** Whatever no declared route answered: pages, files, and what is not there. */
const OTHER: CountedRoute = { method: "any", paths: ["other"] };

/** Requests by route, status and duration. */
export class RequestCounts {
  readonly #routes = new Map<CountedRoute, RouteCount>();

  /** Counts a finished request; the hot path: no text is made here. */
  count(route: CountedRoute = OTHER, status: number, seconds: number): void {
    const found = this.#routes.get(route) ?? this.#add(route);
    found.byStatus.set(status, (found.byStatus.get(status) ?? 0) + 1);
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS.length && seconds > (LATENCY_BOUNDS[bucket] ?? 0)) bucket += 1;
    found.buckets[bucket] = (found.buckets[bucket] ?? 0) + 1;
    found.seconds += seconds;
  }

  families(): Family[] {
    const requests: Sample[] = [];
    const durations: HistogramSample[] = [];
    for (const [{ method, paths }, { byStatus, buckets, seconds }] of this.#routes) {
      const labels = { method: method.toUpperCase(), route: paths[0] };
      for (const [status, value] of byStatus) {
        requests.push({ labels: { ...labels, status: String(status) }, value });
      }
      durations.push({ labels, buckets, sum: seconds });
    }
    return [
      {
        name: "cdp_http_requests_total",
        help: "Finished HTTP requests by route and status.",
        type: "counter",
        samples: requests,
      },
      {
        name: "cdp_http_request_duration_seconds",
        help: "Time from request to answer by route.",
        type: "histogram",
        bounds: LATENCY_BOUNDS,
        samples: durations,
      },
    ];
  }

  #add(route: CountedRoute): RouteCount {
    const count = {
      byStatus: new Map<number, number>(),
      buckets: new Float64Array(LATENCY_BOUNDS.length + 1),
      seconds: 0,
    };
    this.#routes.set(route, count);
    return count;
  }
}
