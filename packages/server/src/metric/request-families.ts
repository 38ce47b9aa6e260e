import type { Counters } from "../metrics.js";
import { trafficFamily } from "../traffic.js";
import { counter, type Family, gauge } from "./family.js";

/** What the door has counted. */
export function requestFamilies(counters: Counters): Family[] {
  const problems = [...counters.problems].map(([code, value]) => ({ labels: { code }, value }));
  return [
    ...counters.byRoute.families(),
    trafficFamily(counters.traffic),
    gauge("cdp_http_requests_active", "Requests being answered.", counters.active),
    counter("cdp_problems_total", "Refusals and failures by code.", problems),
    counter("cdp_records_stored_total", "Records stored by ingestion.", counters.records),
    counter("cdp_dead_letters_total", "Records not accepted.", counters.deadLetters),
    counter("cdp_simulations_total", "Simulation runs answered.", counters.simulations),
  ];
}
