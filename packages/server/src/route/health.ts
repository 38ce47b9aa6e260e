import type * as z from "zod";
import type { CheckOutcome, HealthOutcome } from "../health/check.js";
import type { LoopDelay } from "../health/loop-delay.js";
import type { Phase } from "../health/phase.js";
import type { Vitals } from "../health/vitals.js";
import {
  HealthAnswer,
  HealthDetail,
  LiveAnswer,
  ReadyAnswer,
  StartupAnswer,
} from "../openapi/health-answer.js";
import { respondJson } from "../respond.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { VERSION } from "../version.js";
import { type Door, mount } from "./mount.js";

/** What the health routes read. */
export interface HealthDeps {
  /** What the checks found last, or find now. */
  readonly outcome: () => Promise<HealthOutcome>;
  readonly vitals: Vitals;
  readonly loopDelay: LoopDelay;
  readonly twin: Pick<TwinKeeper, "state">;
  readonly phase: () => Phase;
  /** Another at every start: who asks again sees that it was started anew. */
  readonly bootId: string;
}

/** Mounts the health routes. */
export function healthRoutes(door: Door, deps: HealthDeps): void {
  const { outcome, vitals, loopDelay, twin, phase, bootId } = deps;
  const timestamp = () => new Date().toISOString();
  const headers = { "cache-control": "no-store", "x-boot-id": bootId };
  const answers = <Schema extends z.ZodType>(schema: Schema, well: string, not?: string) => ({
    200: { description: well, content: { "application/json": schema } },
    ...(not !== undefined && {
      503: { description: not, content: { "application/json": schema } },
    }),
  });
  const at = (name: string): [string, string] => [`/health${name}`, `/api/v1/health${name}`];
  const spec = { method: "get", tag: "Health", role: "public" } as const;

  mount(
    door,
    {
      ...{ ...spec, paths: at(""), id: "health" },
      summary: "Whether everything works, and how the machine or container is",
      answers: answers(HealthAnswer, "Healthy or degraded", "Critical"),
    },
    async () => {
      const { status, checks } = await outcome();
      const body: z.infer<typeof HealthAnswer> = {
        status,
        checks: Object.fromEntries(
          Object.entries(checks).map(([name, { level }]) => [
            name,
            level === "fail" ? "fail" : "pass",
          ]),
        ),
        metrics: {
          uptime_seconds: round(process.uptime()),
          memory_percent: round(vitals.memoryPercent()),
          cpu_percent: round(vitals.cpuPercent()),
          memory_rss_mb: round(process.memoryUsage.rss() / 2 ** 20),
        },
        version: VERSION,
        timestamp: timestamp(),
      };
      return respondJson(body, { status: status === "critical" ? 503 : 200, headers });
    },
  );

  mount(
    door,
    {
      ...{ ...spec, paths: ["/api/v1/health/detail"], id: "healthDetail", role: "operator" },
      summary: "What each check found, with reasons, for operators",
      answers: answers(HealthDetail, "Whatever was found"),
    },
    async () => {
      const { status, checks } = await outcome();
      const body: z.infer<typeof HealthDetail> = {
        ...{ status, phase: phase(), checks },
        memory_limit_bytes: vitals.memoryLimitBytes(),
        event_loop_delay_ms: { p99: round(loopDelay.p99Ms()), max: round(loopDelay.maxMs()) },
        boot_id: bootId,
        timestamp: timestamp(),
      };
      return respondJson(body, { headers });
    },
  );

  mount(
    door,
    {
      ...{ ...spec, paths: at("/ready"), id: "ready" },
      summary: "Whether questions can be answered now",
      answers: answers(ReadyAnswer, "Ready", "Not ready; says why"),
    },
    async () => {
      const { checks } = await outcome();
      const state = twin.state();
      const { ready, message } = readiness(phase(), state.status, checks.database);
      const body: z.infer<typeof ReadyAnswer> = {
        status: ready ? "ready" : "not_ready",
        ...{ message, twin: state.status, timestamp: timestamp() },
      };
      return respondJson(body, { status: ready ? 200 : 503, headers });
    },
  );

  mount(
    door,
    {
      ...{ ...spec, paths: at("/startup"), id: "startup" },
      summary: "Whether the start is over: the store is read, the twin fitted where it can be",
      answers: answers(StartupAnswer, "Started", "Starting"),
    },
    () => {
      const status = phase() === "starting" ? "starting" : "started";
      const body = { status, timestamp: timestamp() };
      return respondJson(body, { status: status === "starting" ? 503 : 200, headers });
    },
  );

  mount(
    door,
    {
      ...{ ...spec, paths: at("/live"), id: "live" },
      summary: "Whether the process runs",
      answers: answers(LiveAnswer, "It does; one that does not cannot say so"),
    },
    () => {
      const event_loop_delay_ms = round(loopDelay.p99Ms());
      return respondJson(
        { status: "alive", event_loop_delay_ms, timestamp: timestamp() },
        { headers },
      );
    },
  );
}

function readiness(
  phase: Phase,
  twin: z.infer<typeof ReadyAnswer>["twin"],
  database: CheckOutcome | undefined,
): { readonly ready: boolean; readonly message: string } {
  if (phase === "stopping") return { ready: false, message: "The server is stopping." };
  if (database?.level === "fail") {
    return { ready: false, message: "The database does not answer." };
  }
  return { ready: twin !== "fitting", message: TWIN_MESSAGES[twin] };
}

const TWIN_MESSAGES: Readonly<Record<z.infer<typeof ReadyAnswer>["twin"], string>> = {
  ready: "Everything can be asked.",
  given: "Everything can be asked.",
  fitting: "The twin is being fitted; data can be read already.",
  absent: "Data can be read. There is no twin yet: ingest behaviour records.",
  failed: "Data can be read. The twin could not be fitted; the log says why.",
};

const round = (value: number) => Math.round(value * 10) / 10;
