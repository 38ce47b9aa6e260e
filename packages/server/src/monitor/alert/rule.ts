import * as z from "zod";

/** From least to most severe; PagerDuty's names. */
export const SEVERITIES = ["info", "warning", "error", "critical"] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

const METRICS = [
  "down",
  "critical",
  "degraded",
  "health_latency_ms",
  "latency_p95_ms",
  "error_rate",
  "restarts",
  "unknown_seconds",
  "memory_percent",
  "cpu_percent",
  "disk_percent",
  "certificate_days",
  "storage_failed",
  "given_up",
];
const METRIC = new RegExp(
  `^(${METRICS.join("|")}|check\\.[\\w-]{1,60}|(value|increase)\\.[a-zA-Z_:][\\w:]{0,100})$`,
);

const seconds = z.number().min(0).max(86_400);

/** When people are told that something is wrong, and who. */
export const AlertRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "expected 1 to 50 of a–z, 0–9 and -"),
  title: z.string().min(1).max(150),
  metric: z.string().regex(METRIC, {
    error: `expected one of ${METRICS.join(", ")}, or check.NAME, value.METRIC, increase.METRIC`,
  }),
  comparison: z.enum([">", ">=", "<", "<=", "==", "!="]),
  threshold: z.number(),
  window_seconds: z.number().min(1).max(21_600).default(300).meta({
    description: "Time that rates, quantiles, counts and increases are taken over",
  }),
  for_seconds: seconds.default(0).meta({ description: "It must hold for so long" }),
  clear_seconds: seconds.default(60).meta({ description: "It must be over for so long" }),
  severity: Severity,
  runbook: z.string().max(300).optional().meta({
    description: "Address of its page, or its name below the runbook's address",
  }),
  channels: z.array(z.string()).min(1).optional().meta({
    description: "Names of channels; without it, all that take this severity",
  }),
  escalation: z
    .array(
      z.strictObject({
        after_seconds: z.number().min(1).max(604_800),
        severity: Severity.optional(),
        channels: z.array(z.string()).min(1).optional(),
      }),
    )
    .max(5)
    .default([])
    .meta({ description: "What is done when nobody acknowledged it, each once" }),
});
export type AlertRule = z.infer<typeof AlertRule>;

/** When something that comes and goes counts as one incident. */
export const Flapping = z.strictObject({
  changes: z.int().min(2).max(100).default(3),
  window_seconds: z.number().min(1).max(86_400).default(900),
  quiet_seconds: z.number().min(1).max(86_400).default(900),
});
export type Flapping = z.infer<typeof Flapping>;

/** Whether a value breaks a rule. */
export function isBroken({ comparison, threshold }: AlertRule, value: number): boolean {
  switch (comparison) {
    case ">":
      return value > threshold;
    case ">=":
      return value >= threshold;
    case "<":
      return value < threshold;
    case "<=":
      return value <= threshold;
    case "==":
      return value === threshold;
    case "!=":
      return value !== threshold;
  }
}

export const worseOf = (one: Severity, other: Severity): Severity =>
  SEVERITIES.indexOf(one) >= SEVERITIES.indexOf(other) ? one : other;
