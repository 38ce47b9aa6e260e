import * as z from "zod";

const Check = z.enum(["pass", "fail"]);

/** `GET /health`, as the architecture document's section 6.1 shows it. */
export const HealthAnswer = z
  .strictObject({
    status: z.enum(["healthy", "degraded", "critical"]),
    checks: z.record(z.string(), Check).meta({
      description:
        "database, cache, filesystem, memory, cpu, uptime_tracker, sources (live ones), twin, and what else is watched; one that only warns passes here, and the status is degraded",
    }),
    metrics: z.strictObject({
      uptime_seconds: z.number().nonnegative(),
      memory_percent: z.number().min(0).max(100).meta({
        description: "In use, of the container's limit where there is one, else of the machine",
      }),
      cpu_percent: z.number().min(0).max(100).meta({
        description: "In use, of the container's quota where there is one, else of all cores",
      }),
      memory_rss_mb: z.number().nonnegative().meta({ description: "Resident memory, MiB" }),
    }),
    version: z.string(),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "HealthAnswer" });

/** `GET /api/v1/health/detail`: for operators, since reasons may name files. */
export const HealthDetail = z
  .strictObject({
    status: z.enum(["healthy", "degraded", "critical"]),
    phase: z.enum(["starting", "serving", "stopping"]),
    checks: z.record(
      z.string(),
      z.strictObject({
        level: z.enum(["pass", "warn", "fail"]),
        reason: z.string().nullable(),
        milliseconds: z.number().nonnegative(),
      }),
    ),
    memory_limit_bytes: z.number().positive(),
    event_loop_delay_ms: z.strictObject({
      p99: z.number().nonnegative(),
      max: z.number().nonnegative(),
    }),
    boot_id: z.string(),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "HealthDetail" });

/** `GET /health/ready`. */
export const ReadyAnswer = z
  .strictObject({
    status: z.enum(["ready", "not_ready"]),
    message: z.string(),
    twin: z.enum(["ready", "given", "fitting", "absent", "failed"]),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "ReadyAnswer" });

/** `GET /health/startup`. */
export const StartupAnswer = z
  .strictObject({ status: z.enum(["started", "starting"]), timestamp: z.iso.datetime() })
  .meta({ id: "StartupAnswer" });

/** `GET /health/live`. */
export const LiveAnswer = z
  .strictObject({
    status: z.literal("alive"),
    event_loop_delay_ms: z.number().nonnegative().meta({
      description: "How late the process was of late, 99th percentile",
    }),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: "LiveAnswer" });
