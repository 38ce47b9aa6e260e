import type { CacheCounts } from "../cache/byte-cache.js";
import type { HealthOutcome } from "../health/check.js";
import type { PageStatistics } from "../hot/cell-pages.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { counter, type Family, gauge, stateGauge } from "./family.js";

/** What is told about answers and what they are made from. */
export interface AnswerParts {
  readonly pages: PageStatistics;
  /** By name. */
  readonly caches: Readonly<Record<string, Readonly<CacheCounts>>>;
  readonly twin: Pick<TwinKeeper, "current" | "state" | "failure" | "version">;
  readonly health: HealthOutcome;
  readonly listeners: number;
}

const TWIN_STATES = ["ready", "given", "fitting", "absent", "failed"];
const LEVELS = { pass: 0, warn: 1, fail: 2 };

/** Caches, twin, streams and health. */
export function answerFamilies({ pages, caches, twin, health, listeners }: AnswerParts): Family[] {
  const levels = Object.entries(health.checks).map(([check, { level }]) => ({
    labels: { check },
    value: LEVELS[level],
  }));
  return [
    stateGauge("cdp_health_status", "1 for the status of /health.", {
      label: "status",
      states: ["healthy", "degraded", "critical"],
      current: health.status,
    }),
    gauge("cdp_health_check_level", "0 passes, 1 warns, 2 fails.", levels),
    gauge("cdp_cell_pages", "Cells whose rows are kept serialised.", pages.pages),
    gauge("cdp_cell_page_bytes", "Bytes of serialised rows kept.", pages.bytes),
    counter("cdp_cell_page_hits_total", "Queries answered from kept rows.", pages.hits),
    counter("cdp_cell_page_misses_total", "Queries that read the store.", pages.misses),
    ...cacheFamilies(Object.entries(caches)),
    ...twinFamilies(twin),
    gauge("cdp_stream_listeners", "Open streams of events.", listeners),
  ];
}

function cacheFamilies(caches: readonly (readonly [string, Readonly<CacheCounts>])[]): Family[] {
  const of = (figure: (counts: Readonly<CacheCounts>) => number) =>
    caches.map(([cache, counts]) => ({ labels: { cache }, value: figure(counts) }));
  const hits = caches.flatMap(([cache, counts]) => [
    { labels: { cache, layer: "process" }, value: counts.hits },
    { labels: { cache, layer: "shared" }, value: counts.sharedHits },
  ]);
  return [
    counter("cdp_cache_hits_total", "Answers that were kept, by where.", hits),
    counter(
      "cdp_cache_misses_total",
      "Answers that had to be made.",
      of((one) => one.misses),
    ),
    counter(
      "cdp_cache_joined_total",
      "Answers that waited for one that was being made.",
      of((one) => one.joined),
    ),
    counter(
      "cdp_cache_errors_total",
      "Answers that the shared cache could not be asked for or told.",
      of((one) => one.errors),
    ),
    counter(
      "cdp_cache_shared_seconds_total",
      "Time that the shared cache took.",
      of((one) => one.sharedSeconds),
    ),
    gauge(
      "cdp_cache_bytes",
      "Bytes of answers kept in this process.",
      of((one) => one.bytes),
    ),
    gauge(
      "cdp_cache_entries",
      "Answers kept in this process.",
      of((one) => one.entries),
    ),
  ];
}

function twinFamilies({ current, state, failure, version }: AnswerParts["twin"]): Family[] {
  const twin = current();
  const families = [
    stateGauge("cdp_twin_state", "1 for the state that the twin is in.", {
      label: "state",
      states: TWIN_STATES,
      current: state().status,
    }),
    counter("cdp_twin_takeovers_total", "Twins that took over since the start.", version()),
    gauge(
      "cdp_twin_fit_failed",
      "1 when the last look at the data failed.",
      failure() === null ? 0 : 1,
    ),
  ];
  if (twin === null) return families;
  return [
    ...families,
    gauge(
      "cdp_twin_data_timestamp_seconds",
      "End of the data that the twin knows, since 1970.",
      Date.parse(twin.asOf) / 1000,
    ),
    stateGauge("cdp_twin_verdict", "1 for the verdict on the twin.", {
      label: "verdict",
      states: ["valid", "weak", "refused"],
      current: twin.verdict.status,
    }),
  ];
}
