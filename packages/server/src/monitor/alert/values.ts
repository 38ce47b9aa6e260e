import { type Samples, sumOf } from "../probe/prometheus-text.js";
import { addLatency, latencyQuantile } from "../record/latency-sketch.js";
import type { Observation } from "../record/observation.js";
import type { Look } from "../watch/watcher.js";

/** What the monitor knows beside what it was told by the target. */
export interface OwnFindings {
  /** Share of the volume that holds the record, 0–100; null when it cannot be asked. */
  readonly diskPercent: number | null;
  /** Whether restarts are not tried any more. */
  readonly gaveUp: boolean;
  /** Whether a restart is under way: until it is verified, no round says that the target is up again. */
  readonly recovering: boolean;
}

/** Value of a metric, over the last seconds; null while nothing can be said. */
export type Measure = (metric: string, windowSeconds: number) => number | null;

const LONGEST_MS = 21_600_000;
const DAY_MS = 86_400_000;

/**
 * Keeps looks for as long as a rule may look back.
 *
 * @param recent - what the record holds from before the monitor started
 */
export function createValues(recent: readonly Observation[] = []): {
  readonly see: (look: Look, own: OwnFindings) => Measure;
} {
  let looks: Look[] = recent.map((observation) => ({ observation, probe: null, unstored: false }));
  return {
    see(look, own) {
      looks = [...looks.filter(({ observation: { at } }) => isWithin(at, look, LONGEST_MS)), look];
      const current = looks;
      return (metric, windowSeconds) =>
        measure(metric, windowSeconds, { looks: current, look, own });
    },
  };
}

/** Neither too old, nor, after the clock was set back, of a time to come. */
const isWithin = (at: number, { observation }: Look, milliseconds: number) =>
  at <= observation.at && at > observation.at - milliseconds;

function measure(
  metric: string,
  windowSeconds: number,
  { looks, look, own }: { looks: readonly Look[]; look: Look; own: OwnFindings },
): number | null {
  const { observation, probe } = look;
  const within = () =>
    looks.filter((one) => isWithin(one.observation.at, look, windowSeconds * 1000));
  const [kind, name] = split(metric);
  if (kind === "check") return flag(probe?.checks[name], (outcome) => outcome !== "pass");
  if (kind === "value") return probe?.samples == null ? null : sumOf(probe.samples, name);
  if (kind === "increase") return increaseOf(name, within());
  switch (metric) {
    case "down": {
      const down = ofState(look, ["down", "critical"]);
      return down === 0 && own.recovering && observation.kind === "round" ? null : down;
    }
    case "critical":
      return ofState(look, ["critical"]);
    case "degraded":
      return ofState(look, ["degraded"]);
    case "health_latency_ms":
      return observation.latencyMs ?? null;
    case "latency_p95_ms":
      return latencyQuantile(trafficOf(within()).latency, 0.95);
    case "error_rate": {
      const { requests, errors } = trafficOf(within());
      return requests > 0 ? errors / requests : null;
    }
    case "restarts":
      return restartsIn(within());
    case "unknown_seconds":
      return unknownMs(within()) / 1000;
    case "disk_percent":
      return largest(own.diskPercent, targetDiskPercent(probe?.samples ?? null));
    case "certificate_days":
      return probe?.certificateEnds == null
        ? null
        : (probe.certificateEnds - observation.at) / DAY_MS;
    case "storage_failed":
      return look.unstored ? 1 : 0;
    case "given_up":
      return own.gaveUp ? 1 : 0;
    default:
      return probe?.vitals[metric] ?? null;
  }
}

function split(metric: string): [kind: string, name: string] {
  const dot = metric.indexOf(".");
  return dot < 0 ? ["", metric] : [metric.slice(0, dot), metric.slice(dot + 1)];
}

function flag(value: string | undefined, isSet: (value: string) => boolean): number | null {
  if (value === undefined) return null;
  return isSet(value) ? 1 : 0;
}

function ofState({ observation: { state } }: Look, states: readonly string[]): number | null {
  if (state === "unknown") return null;
  return states.includes(state) ? 1 : 0;
}

function trafficOf(looks: readonly Look[]) {
  const sum = { requests: 0, errors: 0, latency: {} };
  for (const { observation } of looks) {
    if (observation.traffic === undefined) continue;
    sum.requests += observation.traffic.requests;
    sum.errors += observation.traffic.errors;
    addLatency(sum.latency, observation.traffic.latency);
  }
  return sum;
}

/** What a counter rose by; after a restart it counts from nothing. */
function increaseOf(name: string, looks: readonly Look[]): number | null {
  const values = looks.flatMap(({ probe }) =>
    probe?.samples == null ? [] : (sumOf(probe.samples, name) ?? []),
  );
  if (values.length < 2) return null;
  return values.reduce((sum, value, i) => {
    const before = values[i - 1];
    if (before === undefined) return 0;
    return sum + (value >= before ? value - before : value);
  }, 0);
}

function restartsIn(looks: readonly Look[]): number {
  let known: string | null = null;
  let restarts = 0;
  for (const { observation } of looks) {
    if (observation.target === null) continue;
    if (known !== null && known !== observation.target) restarts += 1;
    known = observation.target;
  }
  return restarts;
}

function unknownMs(looks: readonly Look[]): number {
  return looks.reduce((sum, { observation }, i) => {
    const before = looks[i - 1]?.observation;
    const isUnknown = observation.sinceMs === null || before?.state === "unknown";
    return before !== undefined && isUnknown ? sum + observation.at - before.at : sum;
  }, 0);
}

/** What the target says of the disk of its data. */
function targetDiskPercent(samples: Samples | null): number | null {
  const size = samples === null ? null : sumOf(samples, "cdp_disk_size_bytes");
  const free = samples === null ? null : sumOf(samples, "cdp_disk_free_bytes");
  return size === null || free === null || size === 0 ? null : 100 * (1 - free / size);
}

const largest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
