import * as z from "zod";

/** How the target is: `critical` says so itself, `down` does not answer, `unknown` was not seen. */
export const TargetState = z.enum(["up", "degraded", "critical", "down", "unknown"]);
export type TargetState = z.infer<typeof TargetState>;

/** Requests that the target answered since the observation before; health checks and metrics are not among them. */
export const Traffic = z.strictObject({
  requests: z.int().nonnegative(),
  errors: z.int().nonnegative().meta({ description: "Answers with a status of 500 and above" }),
  latency: z
    .record(z.string().regex(/^-?\d+$/), z.int().positive())
    .meta({ description: "Requests by bucket of the latency sketch" }),
});
export type Traffic = z.infer<typeof Traffic>;

/** One look at the target. It stands until the next one, if that came in time. */
export const Observation = z.strictObject({
  n: z.int().positive().meta({ description: "Counts observations, across restarts" }),
  at: z.int().meta({ unit: "ms since 1970" }),
  kind: z.enum(["round", "exit", "verify", "stop"]).meta({
    description:
      "A round; the end of a supervised process; the check after its restart; the end of the monitor",
  }),
  state: TargetState,
  boot: z.string().meta({ description: "Of the monitor" }),
  target: z.string().nullable().meta({ description: "Boot id of the target, when it told one" }),
  sinceMs: z.int().nonnegative().nullable().meta({
    description: "Time since the observation before; null: nobody watched in between",
  }),
  gap: z.enum(["start", "late", "clock"]).optional().meta({
    description: "Why nobody did: the monitor started, came too late, or the clock jumped",
  }),
  lateMs: z.int().positive().optional(),
  latencyMs: z.number().nonnegative().optional(),
  status: z.int().optional().meta({ description: "HTTP status of /health" }),
  failed: z.array(z.string()).optional().meta({ description: "Names of failed checks" }),
  reason: z.string().optional(),
  startedAt: z.int().optional().meta({ description: "When the target's process started" }),
  traffic: Traffic.optional(),
});
export type Observation = z.infer<typeof Observation>;

/** What one line of the log says; null when it is no observation. */
export function parseObservation(line: string): Observation | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const found = Observation.safeParse(value);
  return found.success ? found.data : null;
}

/** Whether the time between two observations was watched. */
export function isWatched(
  before: Pick<Observation, "at">,
  after: Pick<Observation, "at" | "sinceMs">,
): boolean {
  return after.sinceMs !== null && before.at + after.sinceMs === after.at;
}
