import type { Command } from "commander";
import { createBaseProgram } from "../base-program.js";
import type { ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { whole } from "../whole.js";

type OnExit = (code: ExitCode) => void;

/** The command line with the monitor alone: it brings neither a database nor the engine into its process. */
export function createMonitorProgram(terminal: Terminal, onExit: OnExit): Command {
  const program = createBaseProgram(terminal);
  addMonitor(program, terminal, onExit);
  return program;
}

/** Adds `monitor` and what belongs to it. */
export function addMonitor(program: Command, terminal: Terminal, onExit: OnExit): void {
  const onFolder = (one: Command) =>
    one.option("--folder <folder>", "where the record is (default: ./data/monitoring)");
  const withJson = (one: Command) => one.option("--json", "print the result as JSON");

  const monitor = onFolder(
    program.command("monitor").description("watch a server: rounds, uptime, alerts"),
  )
    .enablePositionalOptions()
    .option("--target <url>", "the server: its origin and base path")
    .option("--every <seconds>", "time between two rounds (default: 30)", whole(1, 3600))
    .option("--timeout <seconds>", "a slower answer counts as none (default: 10)", whole(1, 600))
    .action(async (options) => {
      const { watch } = await import("./run-monitor.js");
      onExit(await watch(terminal, options));
    });

  withJson(onFolder(monitor.command("status").description("how the target did")))
    .option("--window <length>", "such as 1d, 7d or 30d", "30d")
    .option("--from <time>", "instead of a window: from this time (RFC 3339)")
    .option("--to <time>", "up to this time (RFC 3339; default: now)")
    .action(async (options) => {
      const { status } = await import("./status.js");
      onExit(await status(terminal, options));
    });
}
