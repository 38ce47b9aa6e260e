import { resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { machineClock } from "../../monitor/clock.js";
import { runMonitor } from "../../monitor/monitor.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { type MonitorFlags, monitorFolder, readMonitorSettings } from "./settings.js";

/** What `monitor` takes when it runs. */
export interface RunFlags extends MonitorFlags {
  readonly target?: string;
  readonly every?: number;
  readonly timeout?: number;
}

/** Watches until the process is told to stop. */
export async function watch(terminal: Terminal, flags: RunFlags): Promise<ExitCode> {
  const settings = readMonitorSettings();
  const target = targetOf(flags.target ?? settings.target);
  const everyMs = (flags.every ?? settings.everySeconds) * 1000;
  const timeoutMs = Math.min((flags.timeout ?? settings.timeoutSeconds) * 1000, everyMs);
  const folder = resolve(terminal.folder, monitorFolder(flags, settings));
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    terminal.err(`Stopping (${signal}) …`);
    stopping.abort();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  terminal.out(`Watching:   ${target.origin}${target.pathname} every ${everyMs / 1000} s`);
  terminal.out(`Record:     ${folder}`);
  await runMonitor({
    target,
    folder,
    everyMs,
    timeoutMs,
    key: settings.key,
    degradedIsUp: settings.degradedIsUp,
    retention: settings,
    clock: machineClock,
    tell: terminal.err,
    signal: stopping.signal,
  });
  return EXIT.fine;
}

function targetOf(text: string | undefined): URL {
  if (text === undefined) {
    throw new CoreError(
      "invalid_input",
      "it is not said what to watch: give --target http://127.0.0.1:8000, or set CDP_MONITOR_TARGET",
    );
  }
  const target = URL.canParse(text) ? new URL(text) : null;
  if (target !== null && /^https?:$/.test(target.protocol) && target.username === "") return target;
  throw new CoreError(
    "invalid_input",
    `--target: found ${JSON.stringify(text.replace(/\/\/[^/@]*@/, "//…@"))}, expected the server's address, such as http://127.0.0.1:8000, without credentials`,
  );
}
