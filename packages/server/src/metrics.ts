import { RequestCounts } from "./metric/request-counts.js";
import { createTrafficCounts, type TrafficCounts } from "./traffic.js";

/** Numbers that the process counts about itself since it started. */
export interface Counters {
  requests: number;
  active: number;
  records: number;
  deadLetters: number;
  simulations: number;
  readonly byRoute: RequestCounts;
  /** Refusals by their code. */
  readonly problems: Map<string, number>;
  readonly traffic: TrafficCounts;
}

/** Counters at zero. */
export function createCounters(): Counters {
  return {
    ...{ requests: 0, active: 0, records: 0, deadLetters: 0, simulations: 0 },
    byRoute: new RequestCounts(),
    problems: new Map(),
    traffic: createTrafficCounts(),
  };
}
