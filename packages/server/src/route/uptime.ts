import * as z from "zod";
import { readIncidents } from "../monitor/alert/incident-log.js";
import { SEVERITIES } from "../monitor/alert/rule.js";
import { ToldIncident, tellIncident } from "../monitor/alert/tell-incident.js";
import { TargetState } from "../monitor/record/observation.js";
import { createStatusReader } from "../monitor/status.js";
import { DoorError } from "../problem.js";
import { invalidQuery, queryOf } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount, type RequestContext } from "./mount.js";

const Seconds = z.number().nonnegative();
const Time = z.iso.datetime();

const Figure = z.strictObject({
  name: z.string(),
  value: z.number().nullable().meta({ description: "Null: nothing can be said" }),
  unit: z.enum(["share", "seconds", "ms"]),
  text: z.string(),
  target: z.string(),
  met: z.boolean().nullable(),
  at_least: z.boolean().meta({ description: "The value is only known not to be smaller" }),
  formula: z.string(),
});

/** `GET /api/v1/uptime`. */
export const UptimeAnswer = z
  .strictObject({
    success: z.literal(true),
    target: z.string(),
    from: Time,
    to: Time,
    state: TargetState,
    last_round_at: Time.nullable(),
    first_round_at: Time.nullable(),
    interval_seconds: Seconds,
    degraded_is_up: z.boolean(),
    figures: z.strictObject({
      availability: Figure,
      mtbf: Figure,
      mttr: Figure,
      error_rate: Figure,
      latency_p95: Figure,
    }),
    up_seconds: Seconds,
    degraded_seconds: Seconds,
    down_seconds: Seconds,
    maintenance_seconds: Seconds,
    unknown_seconds: Seconds,
    unknown_share: z.number().min(0).max(1).meta({
      description: "Of the time outside of maintenance, what nobody watched",
    }),
    requests: z.int().nonnegative(),
    errors: z.int().nonnegative(),
    detection_seconds: Seconds.nullable(),
    failures: z.array(
      z.strictObject({
        from: Time,
        to: Time.nullable(),
        ended: z.boolean(),
        state: TargetState,
        seconds: Seconds,
        unknown_seconds: Seconds,
        detection_seconds: Seconds.nullable(),
      }),
    ),
    unseen_restarts: z.array(z.strictObject({ at: Time, hidden_seconds_at_most: Seconds })),
    incidents: z.array(ToldIncident),
  })
  .meta({ id: "UptimeAnswer" });

/** `GET /api/v1/alerts`. */
export const AlertsAnswer = z
  .strictObject({
    success: z.literal(true),
    count: z.int().nonnegative(),
    data: z.array(ToldIncident).meta({ description: "Newest first" }),
  })
  .meta({ id: "AlertsAnswer" });

const Instant = z.iso.datetime({
  offset: true,
  error: "expected a time such as 2026-03-05T04:00:00+08:00",
});

const UptimeQuery = z.strictObject({
  window: z
    .string()
    .regex(/^[1-9]\d{0,3}d$/, "expected days such as 1d, 7d or 30d")
    .default("30d")
    .meta({ description: "Length up to now" }),
  from: Instant.optional().meta({ description: "Instead of a window" }),
  to: Instant.optional().meta({ description: "Default: the last round" }),
});

const AlertsQuery = z.strictObject({
  status: z.enum(["open", "acknowledged", "resolved"]).optional(),
  severity: z.enum(SEVERITIES).optional(),
  rule: z.string().optional(),
  since: Instant.optional().meta({ description: "Opened at this time or later" }),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What the routes about uptime read. */
export interface UptimeDeps {
  /** Folder of the monitor's record; without one there is nothing to tell. */
  readonly monitorFolder?: string | undefined;
  readonly now: () => number;
}

const NO_STORE = { "cache-control": "no-store" };

/** Mounts what the monitor found: uptime and alerts. */
export function uptimeRoutes(door: Door, { monitorFolder, now }: UptimeDeps): void {
  const record =
    monitorFolder === undefined
      ? undefined
      : { folder: monitorFolder, status: createStatusReader(monitorFolder) };
  const known = () => {
    if (record !== undefined) return record;
    throw new DoorError(
      "no_monitor",
      "This server knows no monitor's record: start cdp-whatif monitor, and set CDP_MONITOR_FOLDER to its folder.",
    );
  };
  const parsed = <Schema extends z.ZodType>(schema: Schema, context: RequestContext) => {
    const query = schema.safeParse(queryOf(context.req.url));
    if (!query.success) throw invalidQuery(query.error);
    return query.data;
  };

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/uptime"],
      id: "uptime",
      tag: "Health",
      role: "viewer",
      summary:
        "How the server did, as its monitor saw it: availability, MTBF, MTTR, error rate, p95",
      query: UptimeQuery,
      answers: {
        200: {
          description: "Figures beside their targets, failures and incidents",
          content: { "application/json": UptimeAnswer },
        },
      },
      problems: [404, 409, 422],
    },
    async (context) => {
      const query = parsed(UptimeQuery, context);
      const { folder, status } = known();
      const { target, figures } = await status.read({ ...query, now: now() });
      const incidents = (await readIncidents(folder)).filter(
        ({ openedAt, resolvedAt }) =>
          openedAt < Date.parse(figures.to) &&
          (resolvedAt === null || resolvedAt >= Date.parse(figures.from)),
      );
      const body: z.infer<typeof UptimeAnswer> = {
        success: true,
        target,
        ...figures,
        incidents: incidents.reverse().map(tellIncident),
      };
      return respondJson(body, { headers: NO_STORE });
    },
  );

  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/alerts"],
      id: "alerts",
      tag: "Health",
      role: "viewer",
      summary: "Incidents, with what was done about each and who was told",
      query: AlertsQuery,
      answers: {
        200: { description: "Newest first", content: { "application/json": AlertsAnswer } },
      },
      problems: [404, 422],
    },
    async (context) => {
      const { status, severity, rule, since, limit } = parsed(AlertsQuery, context);
      const { folder } = known();
      const found = await readIncidents(
        folder,
        since === undefined ? {} : { since: Date.parse(since) },
      );
      const data = found
        .reverse()
        .map(tellIncident)
        .filter(
          (one) =>
            (status ?? one.status) === one.status &&
            (severity ?? one.severity) === one.severity &&
            (rule ?? one.rule) === one.rule,
        )
        .slice(0, limit);
      const body: z.infer<typeof AlertsAnswer> = { success: true, count: data.length, data };
      return respondJson(body, { headers: NO_STORE });
    },
  );
}
