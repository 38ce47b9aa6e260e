import { resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { machineClock } from "../../monitor/clock.js";
import { runMonitor } from "../../monitor/monitor.js";
import type { Supervision } from "../../monitor/supervise/supervise-target.js";
import type { Supervisor } from "../../monitor/supervise/supervisor.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import {
  type MonitorFlags,
  monitorFolder,
  readAlertSetup,
  readMonitorSettings,
} from "./settings.js";

/** What `monitor` takes when it runs. */
export interface RunFlags extends MonitorFlags {
  readonly target?: string;
  readonly every?: number;
  readonly timeout?: number;
  readonly rules?: string;
  readonly supervise?: boolean;
  readonly verifyAfter: number;
  readonly unhealthyRounds: number;
  readonly maxRestarts: number;
  readonly restartWindow: number;
  readonly firstWait: number;
  readonly longestWait: number;
  readonly grace: number;
}

/** Watches until the process is told to stop. */
export async function watch(
  terminal: Terminal,
  command: readonly string[],
  flags: RunFlags,
): Promise<ExitCode> {
  const settings = readMonitorSettings();
  const target = targetOf(flags.target ?? settings.target);
  const everyMs = (flags.every ?? settings.everySeconds) * 1000;
  const timeoutMs = Math.min((flags.timeout ?? settings.timeoutSeconds) * 1000, everyMs);
  const folder = resolve(terminal.folder, monitorFolder(flags, settings));
  const alerts = await readAlertSetup(terminal, flags.rules, settings);
  const supervise = supervisionOf(terminal, command, flags);
  const stopping = new AbortController();
  const signals = passSignals(terminal, stopping);
  const names = alerts.channels.map(({ name }) => name);
  terminal.out(`Watching:   ${target.origin}${target.pathname} every ${everyMs / 1000} s`);
  terminal.out(`Record:     ${folder}`);
  terminal.out(`Alerts to:  ${names.join(", ") || "nobody: no channel is configured"}`);
  if (supervise !== undefined) terminal.out(`Supervises: ${command.join(" ")}`);
  const code = await runMonitor({
    ...{ target, folder, everyMs, timeoutMs, alerts, supervise },
    key: settings.key,
    degradedIsUp: settings.degradedIsUp,
    retention: settings,
    runbookUrl: settings.runbookUrl?.replace(/\/*$/, "/"),
    clock: machineClock,
    random: Math.random,
    tell: terminal.err,
    onSupervisor: signals.use,
    signal: stopping.signal,
  });
  // 128 and more: it ended by the signal that was passed on to it.
  return code === 0 || code === 128 + 15 ? EXIT.fine : EXIT.internal;
}

/** Ends at the first SIGINT or SIGTERM; passes on what means something else. */
function passSignals(terminal: Terminal, stopping: AbortController) {
  let supervisor: Supervisor | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) return;
      terminal.err(`Stopping (${name}) …`);
      stopping.abort();
    });
  }
  for (const name of ["SIGHUP", "SIGUSR2"] as const) process.on(name, () => supervisor?.send(name));
  return {
    use(one: Supervisor) {
      supervisor = one;
    },
  };
}

function supervisionOf(
  terminal: Terminal,
  command: readonly string[],
  flags: RunFlags,
): Supervision | undefined {
  if (flags.supervise !== true) {
    if (command.length === 0) return undefined;
    throw wrong(`found the command ${JSON.stringify(command[0])}, expected --supervise before it`);
  }
  if (command.length === 0) throw wrong("--supervise: expected -- and a command after it");
  if (process.platform === "win32")
    throw wrong("--supervise needs process groups; Windows has none");
  return {
    command,
    folder: terminal.folder,
    graceMs: flags.grace * 1000,
    limits: {
      unhealthyRounds: flags.unhealthyRounds,
      verifyAfterMs: flags.verifyAfter * 1000,
      most: flags.maxRestarts,
      withinMs: flags.restartWindow * 1000,
      firstWaitMs: flags.firstWait * 1000,
      longestWaitMs: flags.longestWait * 1000,
    },
  };
}

const wrong = (message: string) => new CoreError("invalid_input", message);

function targetOf(text: string | undefined): URL {
  if (text === undefined) {
    throw wrong(
      "it is not said what to watch: give --target http://127.0.0.1:8000, or set CDP_MONITOR_TARGET",
    );
  }
  const target = URL.canParse(text) ? new URL(text) : null;
  if (target !== null && /^https?:$/.test(target.protocol) && target.username === "") return target;
  const shown = JSON.stringify(text.replace(/\/\/[^/@]*@/, "//…@"));
  throw wrong(
    `--target: found ${shown}, expected the server's address, such as http://127.0.0.1:8000, without credentials`,
  );
}
