import * as z from "zod";
import { type SettingValues, settingGroup, wholeNumber, yesOrNo } from "./setting.js";

const url = z.url({
  protocol: /^https?$/,
  error: "expected a URL that begins http:// or https://",
});

/** Settings of `cdp-whatif monitor`, and of the server that shows what it found. */
export const monitorSettings = settingGroup({
  target: {
    env: "CDP_MONITOR_TARGET",
    schema: url.optional(),
    help: "Server that the monitor watches: its origin and base path.",
    example: "http://127.0.0.1:8000",
  },
  folder: {
    env: "CDP_MONITOR_FOLDER",
    schema: z.string().optional(),
    help: "Folder of the monitor's record; the server answers /api/v1/uptime and /api/v1/alerts from it.",
    example: "./data/monitoring",
  },
  key: {
    env: "CDP_MONITOR_KEY",
    schema: z.string().optional(),
    help: "API key that the monitor shows to its target.",
    secret: true,
  },
  everySeconds: {
    env: "CDP_MONITOR_INTERVAL_SECONDS",
    schema: wholeNumber(1, 3600).default(30),
    help: "Time between two rounds, in seconds.",
  },
  timeoutSeconds: {
    env: "CDP_MONITOR_TIMEOUT_SECONDS",
    schema: wholeNumber(1, 600).default(10),
    help: "A target that takes longer to answer is down, in seconds; less than the time between two rounds.",
  },
  roundDays: {
    env: "CDP_MONITOR_ROUND_DAYS",
    schema: wholeNumber(1, 35).default(2),
    help: "Days for which every round is kept; older ones are compacted into spans of equal state.",
  },
  keepDays: {
    env: "CDP_MONITOR_KEEP_DAYS",
    schema: wholeNumber(35, 4000).default(400),
    help: "Days for which the record and the incidents are kept.",
  },
  degradedIsUp: {
    env: "CDP_MONITOR_DEGRADED_IS_UP",
    schema: yesOrNo.default(true),
    help: "Whether time in which the target is degraded counts as available.",
  },
  rules: {
    env: "CDP_MONITOR_RULES",
    schema: z.string().optional(),
    help: "File with alert rules and channels, as JSON (docs/guide/monitor.md).",
  },
  runbookUrl: {
    env: "CDP_RUNBOOK_URL",
    schema: url.optional(),
    help: "Address below which the runbook's pages are, for the links in alerts.",
    example: "https://wiki.example.com/runbook/",
  },
  pagerDutyKey: {
    env: "CDP_PAGERDUTY_ROUTING_KEY",
    schema: z.string().optional(),
    help: "Integration key of PagerDuty's Events API v2.",
    secret: true,
  },
  pagerDutyUrl: {
    env: "CDP_PAGERDUTY_URL",
    schema: url.default("https://events.pagerduty.com/v2/enqueue"),
    help: "Where PagerDuty takes events; that of the EU service region is another one.",
  },
  slackUrl: {
    env: "CDP_SLACK_WEBHOOK_URL",
    schema: url.optional(),
    help: "Incoming webhook of Slack.",
    secret: true,
  },
  webhookUrl: {
    env: "CDP_ALERT_WEBHOOK_URL",
    schema: url.optional(),
    help: "Where alerts are posted, signed as Standard Webhooks has it.",
    secret: true,
  },
  webhookSecret: {
    env: "CDP_ALERT_WEBHOOK_SECRET",
    schema: z.string().optional(),
    help: "Signs the posted alerts: whsec_ and base64 of 24 to 64 bytes.",
    secret: true,
  },
});

/** What the server takes of them. */
export const monitorOptions = ({ folder }: SettingValues<typeof monitorSettings>) => ({
  monitorFolder: folder,
});
