import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { planWindow, readPlan, unplanWindow } from "../../monitor/maintenance/plan.js";
import type { MaintenanceWindow } from "../../monitor/maintenance/window.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { type MonitorFlags, monitorFolder, readMonitorSettings } from "./settings.js";

/** What `monitor maintenance add` takes. */
export interface PlanFlags extends MonitorFlags {
  readonly from: string;
  readonly to?: string;
  readonly minutes?: number;
  readonly reason: string;
  readonly id?: string;
  readonly repeat?: string;
  readonly zone?: string;
  readonly until?: string;
}

const folderOf = (terminal: Terminal, flags: MonitorFlags) =>
  resolve(terminal.folder, monitorFolder(flags, readMonitorSettings()));

/** Plans a window of maintenance. */
export async function addMaintenance(terminal: Terminal, flags: PlanFlags): Promise<ExitCode> {
  const now = Date.now();
  const from = flags.from === "now" ? new Date(now).toISOString() : flags.from;
  const end = new Date(Date.parse(from) + (flags.minutes ?? 60) * 60_000);
  const to = flags.to ?? (Number.isNaN(end.getTime()) ? "" : end.toISOString());
  const { reason, repeat, zone, until } = flags;
  const id = flags.id ?? randomBytes(3).toString("hex");
  const folder = folderOf(terminal, flags);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const window = await planWindow(folder, {
    window: { id, from, to, reason, repeat, zone, until },
    now,
  });
  terminal.out(flags.json ? JSON.stringify(window) : windowText(window));
  return EXIT.fine;
}

/** Lists the windows. */
export async function listMaintenance(terminal: Terminal, flags: MonitorFlags): Promise<ExitCode> {
  const windows = await readPlan(folderOf(terminal, flags));
  if (flags.json) terminal.out(JSON.stringify(windows));
  else if (windows.length === 0) terminal.out("No maintenance is planned.");
  else for (const window of windows) terminal.out(windowText(window));
  return EXIT.fine;
}

/** Takes a window off the plan, or ends it. */
export async function removeMaintenance(
  terminal: Terminal,
  id: string,
  flags: MonitorFlags,
): Promise<ExitCode> {
  const done = await unplanWindow(folderOf(terminal, flags), { id, now: Date.now() });
  terminal.out(flags.json ? JSON.stringify({ id, done }) : `${id}: ${done}`);
  return EXIT.fine;
}

function windowText({ id, from, to, reason, repeat, zone, until }: MaintenanceWindow): string {
  const again = repeat === undefined ? "" : `, ${repeat} by the clocks of ${zone}`;
  const last = until === undefined ? "" : `, until ${until}`;
  return `${id}: ${from} to ${to}${again}${last}: ${reason}`;
}
