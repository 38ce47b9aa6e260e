import * as z from "zod";
import { Severity } from "./rule.js";

const Moment = z.int().meta({ unit: "ms since 1970" });

/** One message to one channel; repeated until it arrived. */
export const Notice = z.strictObject({
  id: z.string(),
  channel: z.string(),
  action: z.enum(["trigger", "acknowledge", "resolve"]),
  severity: Severity,
  at: Moment,
  state: z.enum(["pending", "sent", "failed", "superseded"]),
  tries: z.int().nonnegative(),
  nextAt: Moment,
  answer: z.string().nullable(),
});
export type Notice = z.infer<typeof Notice>;

/** Something that was wrong from one moment to another, what was done about it, and who was told. */
export const Incident = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** The same in every message about it. */
  dedupKey: z.string().max(255),
  rule: z.string(),
  title: z.string(),
  severity: Severity,
  target: z.string(),
  summary: z.string(),
  runbook: z.string().nullable(),
  value: z.number(),
  beganAt: Moment,
  openedAt: Moment,
  acknowledgedAt: Moment.nullable(),
  resolvedAt: Moment.nullable(),
  flapping: z.boolean(),
  /** Nobody was told, because maintenance was planned. */
  withheld: z.boolean(),
  escalated: z.int().nonnegative(),
  timeline: z.array(
    z.strictObject({ at: Moment, what: z.string(), detail: z.string().nullable() }),
  ),
  notices: z.array(Notice),
});
export type Incident = z.infer<typeof Incident>;
