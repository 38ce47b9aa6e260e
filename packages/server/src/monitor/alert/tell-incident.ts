import * as z from "zod";
import type { Incident } from "./incident.js";
import { Severity } from "./rule.js";

const Time = z.iso.datetime();

/** An incident as answers and webhooks tell it. */
export const ToldIncident = z
  .strictObject({
    id: z.string(),
    rule: z.string(),
    title: z.string(),
    severity: Severity,
    status: z.enum(["open", "acknowledged", "resolved"]),
    target: z.string(),
    summary: z.string(),
    runbook: z.string().nullable(),
    began_at: Time,
    opened_at: Time,
    acknowledged_at: Time.nullable(),
    resolved_at: Time.nullable(),
    flapping: z.boolean(),
    withheld: z.boolean().meta({ description: "Nobody was told: maintenance was planned" }),
    timeline: z.array(
      z.strictObject({ at: Time, what: z.string(), detail: z.string().nullable() }),
    ),
    notices: z.array(
      z.strictObject({
        at: Time,
        channel: z.string(),
        action: z.enum(["trigger", "acknowledge", "resolve"]),
        state: z.enum(["pending", "sent", "failed", "superseded"]),
        tries: z.int().nonnegative(),
        answer: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Incident" });
export type ToldIncident = z.infer<typeof ToldIncident>;

/** Turns an incident of the log into what is told of it. */
export function tellIncident(incident: Incident): ToldIncident {
  const { acknowledgedAt, resolvedAt } = incident;
  const status =
    resolvedAt !== null ? "resolved" : acknowledgedAt !== null ? "acknowledged" : "open";
  return {
    id: incident.id,
    rule: incident.rule,
    title: incident.title,
    severity: incident.severity,
    status,
    target: incident.target,
    summary: incident.summary,
    runbook: incident.runbook,
    began_at: iso(incident.beganAt),
    opened_at: iso(incident.openedAt),
    acknowledged_at: acknowledgedAt === null ? null : iso(acknowledgedAt),
    resolved_at: resolvedAt === null ? null : iso(resolvedAt),
    flapping: incident.flapping,
    withheld: incident.withheld,
    timeline: incident.timeline.map(({ at, ...rest }) => ({ at: iso(at), ...rest })),
    notices: incident.notices.map(({ at, channel, action, state, tries, answer }) => ({
      at: iso(at),
      channel,
      action,
      state,
      tries,
      answer,
    })),
  };
}

const iso = (at: number) => new Date(at).toISOString();
