import { resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { leaveAcknowledgement } from "../../monitor/alert/inbox.js";
import type { Incident } from "../../monitor/alert/incident.js";
import { readIncidents } from "../../monitor/alert/incident-log.js";
import { tellIncident } from "../../monitor/alert/tell-incident.js";
import { testAlert } from "../../monitor/alert/test-alert.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import {
  type MonitorFlags,
  monitorFolder,
  readAlertSetup,
  readMonitorSettings,
} from "./settings.js";

const DAY_MS = 86_400_000;

/** What `monitor alerts` takes. */
export interface AlertListFlags extends MonitorFlags {
  readonly days: number;
  readonly open?: boolean;
}

const folderOf = (terminal: Terminal, flags: MonitorFlags) =>
  resolve(terminal.folder, monitorFolder(flags, readMonitorSettings()));

/** Lists incidents, with what was done about each. */
export async function listAlerts(terminal: Terminal, flags: AlertListFlags): Promise<ExitCode> {
  const since = Date.now() - flags.days * DAY_MS;
  const found = (await readIncidents(folderOf(terminal, flags))).filter(
    ({ openedAt, resolvedAt }) => resolvedAt === null || (!flags.open && openedAt >= since),
  );
  if (flags.json) terminal.out(JSON.stringify(found.map(tellIncident)));
  else if (found.length === 0) terminal.out("No incidents.");
  else for (const incident of found) for (const line of incidentLines(incident)) terminal.out(line);
  return EXIT.fine;
}

function incidentLines(incident: Incident): string[] {
  const { id, severity, status, summary, runbook, timeline, notices } = tellIncident(incident);
  return [
    `${id} (${severity}, ${status}): ${summary}`,
    ...(runbook === null ? [] : [`  runbook: ${runbook}`]),
    ...timeline.map(
      ({ at, what, detail }) => `  ${at} ${what}${detail === null ? "" : `: ${detail}`}`,
    ),
    ...notices
      .filter(({ state }) => state === "failed" || state === "pending")
      .map(
        ({ channel, action, state, answer }) => `  ${channel}: ${action} ${state}: ${answer ?? ""}`,
      ),
  ];
}

/** Says that somebody cares for an incident; a running monitor takes it with its next round. */
export async function acknowledge(
  terminal: Terminal,
  id: string,
  flags: MonitorFlags & { readonly by: string },
): Promise<ExitCode> {
  const folder = folderOf(terminal, flags);
  const open = (await readIncidents(folder)).filter(({ resolvedAt }) => resolvedAt === null);
  if (!open.some((one) => one.id === id)) {
    const known = open.map((one) => one.id).join(", ") || "none";
    throw new CoreError(
      "not_found",
      `no incident ${JSON.stringify(id)} is open; open are: ${known}`,
    );
  }
  await leaveAcknowledgement(folder, { incident: id, by: flags.by, at: Date.now() });
  terminal.out(`${id}: acknowledged by ${flags.by}`);
  return EXIT.fine;
}

/** Sends a marked alert and its resolution, and says what came back. */
export async function sendTestAlert(
  terminal: Terminal,
  flags: MonitorFlags & { readonly channel?: string; readonly rules?: string },
): Promise<ExitCode> {
  const settings = readMonitorSettings();
  const { channels } = await readAlertSetup(terminal, flags.rules, settings);
  const chosen = channels.filter(({ name }) => (flags.channel ?? name) === name);
  if (chosen.length === 0) {
    const known =
      channels.map(({ name }) => name).join(", ") ||
      "none: set CDP_PAGERDUTY_ROUTING_KEY, CDP_SLACK_WEBHOOK_URL or CDP_ALERT_WEBHOOK_URL";
    throw new CoreError(
      "not_found",
      flags.channel === undefined
        ? `no channel is configured; there are: ${known}`
        : `there is no channel ${JSON.stringify(flags.channel)}; there are: ${known}`,
    );
  }
  const results = await testAlert(chosen, {
    target: settings.target ?? "test",
    now: Date.now(),
    signal: new AbortController().signal,
  });
  if (flags.json) terminal.out(JSON.stringify(results));
  else {
    for (const { channel, action, ok, answer } of results)
      terminal.out(`${channel}: ${action}: ${ok ? "taken" : "NOT taken"}: ${answer}`);
  }
  return results.every(({ ok }) => ok) ? EXIT.fine : EXIT.refused;
}

/** Prints the rules that hold, as a rules' file can have them. */
export async function listRules(
  terminal: Terminal,
  flags: MonitorFlags & { readonly rules?: string },
): Promise<ExitCode> {
  const { rules, flapping } = await readAlertSetup(terminal, flags.rules, readMonitorSettings());
  terminal.out(JSON.stringify({ rules, flapping }, null, flags.json ? 0 : 2));
  return EXIT.fine;
}
