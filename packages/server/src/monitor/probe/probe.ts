import * as z from "zod";
import type { TargetState } from "../record/observation.js";
import { parseSamples, type Samples } from "./prometheus-text.js";
import { type Answer, connectionFault, request } from "./request.js";

/** The parts of an answer of `/health` that the monitor reads. */
const Health = z.object({
  status: z.enum(["healthy", "degraded", "critical"]),
  checks: z.record(z.string(), z.string()).default({}),
  metrics: z.record(z.string(), z.unknown()).default({}),
});

/** What one look at the target found. */
export interface Probe {
  readonly state: TargetState;
  readonly reason?: string;
  readonly status?: number;
  readonly latencyMs?: number;
  /** Outcome of each check of the target: `pass` or what else it says. */
  readonly checks: Readonly<Record<string, string>>;
  /** Numbers that the target tells about itself, such as `memory_percent`. */
  readonly vitals: Readonly<Record<string, number>>;
  readonly target: string | null;
  readonly certificateEnds: number | null;
  /** Its page of metrics; null when it did not answer that. */
  readonly samples: Samples | null;
}

/** How the target is asked. */
export interface ProbeOptions {
  /** Origin and base path of the server, without `/health`. */
  readonly target: URL;
  readonly timeoutMs: number;
  /** Key for a target that asks for credentials. */
  readonly key?: string | undefined;
  readonly elapsed: () => number;
  readonly signal?: AbortSignal;
}

/** Asks the target for its health and its metrics, side by side. */
export async function probe(options: ProbeOptions): Promise<Probe> {
  const { target, timeoutMs, key, elapsed, signal } = options;
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const ask = (path: string) =>
    request({
      url: below(target, path),
      headers,
      timeoutMs,
      ...(signal !== undefined && { signal }),
    });
  const begun = elapsed();
  let latencyMs = 0;
  const [health, metrics] = await Promise.allSettled([
    ask("health").finally(() => {
      latencyMs = Math.round((elapsed() - begun) * 10) / 10;
    }),
    ask("metrics?include=latency"),
  ]);
  const samples =
    metrics.status === "fulfilled" && metrics.value.status === 200
      ? parseSamples(metrics.value.body)
      : null;
  if (health.status === "rejected") {
    return {
      ...NOTHING,
      state: "down",
      reason: connectionFault(health.reason),
      latencyMs,
      samples,
    };
  }
  return { ...judge(health.value), latencyMs, samples };
}

const NOTHING = { checks: {}, vitals: {}, target: null, certificateEnds: null };

/** What an answer of `/health` says. */
function judge(answer: Answer): Omit<Probe, "samples"> {
  const { status, certificateEnds } = answer;
  const found = { ...NOTHING, status, certificateEnds };
  if (status === 401 || status === 403 || status === 429) {
    const what = status === 429 ? "asks for fewer requests" : "wants another key (CDP_MONITOR_KEY)";
    return { ...found, state: "unknown", reason: `the target answers ${status}: it ${what}` };
  }
  const health = healthIn(answer.body);
  if (health === null || (status !== 200 && status !== 503)) {
    const what = health === null ? "without the state of its health" : "";
    return { ...found, state: "down", reason: `answers ${status} ${what}`.trim() };
  }
  const boot = answer.headers["x-boot-id"];
  const { checks } = health;
  const failed = Object.keys(checks).filter((name) => checks[name] !== "pass");
  return {
    ...found,
    state: health.status === "healthy" ? "up" : health.status,
    ...(failed.length > 0 && { reason: `failed: ${failed.join(", ")}` }),
    checks,
    vitals: Object.fromEntries(
      Object.entries(health.metrics).flatMap(([name, value]) =>
        typeof value === "number" ? [[name, value]] : [],
      ),
    ),
    target: typeof boot === "string" ? boot.slice(0, 64) : null,
  };
}

function healthIn(body: string): z.infer<typeof Health> | null {
  try {
    return Health.parse(JSON.parse(body));
  } catch {
    // Not JSON, or of another form: whatever answers there is not the target.
    return null;
  }
}

/** A path of the target, below the path that it is mounted at. */
export function below(target: URL, path: string): URL {
  const base = target.href.endsWith("/") ? target.href : `${target.href}/`;
  return new URL(path, base);
}
