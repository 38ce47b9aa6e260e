import * as z from "zod";
import {
  type CheckOutcome,
  type HealthCheck,
  type HealthOutcome,
  runChecks,
} from "../health/check.js";
import type { Vitals } from "../health/vitals.js";
import { respondJson } from "../respond.js";
import type { TwinKeeper } from "../twin/twin-keeper.js";
import { VERSION } from "../version.js";
import { type Door, mount } from "./mount.js";

const Check = z.enum(["pass", "fail"]);

/** `GET /health`, as the architecture document's section 6.1 shows it. */
export const HealthAnswer = z
  .strictObject({
    status: z.enum(["healthy", "degraded", "critical"]),
    checks: z.record(z.string(), Check).meta({
      description:
        "database, cache (in this process), filesystem, memory, cpu, uptime_tracker, sources (live ones)",
    }),
    metrics: z.strictObject({
      uptime_seconds: z.number().nonnegative(),
      memory_percent: z.number().min(0).max(100).meta({ description: "Of the machine, in use" }),
      cpu_percent: z.number().min(0).max(100).meta({ description: "Of the machine's cores, busy" }),
      memory_rss_mb: z.number().nonnegative().meta({ description: "Resident memory, MiB" }),
    }),
    version: z.string(),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "HealthAnswer" });

/** `GET /health/ready`. */
export const ReadyAnswer = z
  .strictObject({
    status: z.enum(["ready", "not_ready"]),
    message: z.string(),
    twin: z.enum(["ready", "given", "fitting", "absent", "failed"]),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "ReadyAnswer" });

/** `GET /health/live`. */
export const LiveAnswer = z
  .strictObject({ status: z.literal("alive"), timestamp: z.iso.datetime() })
  .meta({ id: "LiveAnswer" });

/** What the health routes read. */
export interface HealthDeps {
  readonly checks: readonly HealthCheck[];
  readonly vitals: Vitals;
  readonly twin: TwinKeeper;
  /** Told of what failed, with the reasons that clients don't see. */
  readonly onFailure?: (name: string, outcome: CheckOutcome) => void;
}

/** How long an answer stands, so that asking often stays cheap. */
const STANDS_MS = 500;

/** Mounts the three health routes. */
export function healthRoutes(door: Door, { checks, vitals, twin, onFailure }: HealthDeps): void {
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<HealthOutcome> | undefined;
  const outcome = (): Promise<HealthOutcome> => {
    const now = performance.now();
    if (asking === undefined || now - asked > STANDS_MS) {
      asked = now;
      asking = runChecks(checks).then((found) => {
        for (const [name, one] of Object.entries(found.checks)) {
          if (!one.passed) onFailure?.(name, one);
        }
        return found;
      });
    }
    return asking;
  };
  const timestamp = () => new Date().toISOString();

  mount(
    door,
    {
      method: "get",
      paths: ["/health", "/api/v1/health"],
      id: "health",
      tag: "Health",
      role: "public",
      summary: "Whether everything works, and how the machine is",
      answers: {
        200: { description: "Healthy or degraded", content: { "application/json": HealthAnswer } },
        503: { description: "Critical", content: { "application/json": HealthAnswer } },
      },
    },
    async () => {
      const { status, checks: found } = await outcome();
      const body: z.infer<typeof HealthAnswer> = {
        status,
        checks: Object.fromEntries(
          Object.entries(found).map(([name, { passed }]) => [name, passed ? "pass" : "fail"]),
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
      return respondJson(body, { status: status === "critical" ? 503 : 200, headers: NO_STORE });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/health/ready", "/api/v1/health/ready"],
      id: "ready",
      tag: "Health",
      role: "public",
      summary: "Whether questions can be answered now",
      answers: {
        200: { description: "Ready", content: { "application/json": ReadyAnswer } },
        503: { description: "Not ready; says why", content: { "application/json": ReadyAnswer } },
      },
    },
    async () => {
      const state = twin.state();
      const { checks: found } = await outcome();
      const database = found.database?.passed !== false;
      const ready = database && state.status !== "fitting";
      const body: z.infer<typeof ReadyAnswer> = {
        status: ready ? "ready" : "not_ready",
        message: !database
          ? "The database does not answer."
          : state.status === "fitting"
            ? "The twin is being fitted; data can be read already."
            : state.status === "absent"
              ? "Data can be read. There is no twin yet: ingest behaviour records."
              : state.status === "failed"
                ? "Data can be read. The twin could not be fitted; the log says why."
                : "Everything can be asked.",
        twin: state.status,
        timestamp: timestamp(),
      };
      return respondJson(body, { status: ready ? 200 : 503, headers: NO_STORE });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/health/live", "/api/v1/health/live"],
      id: "live",
      tag: "Health",
      role: "public",
      summary: "Whether the process runs",
      answers: { 200: { description: "It does", content: { "application/json": LiveAnswer } } },
    },
    () => respondJson({ status: "alive", timestamp: timestamp() }, { headers: NO_STORE }),
  );
}

const NO_STORE = { "cache-control": "no-store" };
const round = (value: number) => Math.round(value * 10) / 10;
