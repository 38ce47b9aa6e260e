import { Argument, type Command, InvalidArgumentError } from "commander";
import { dashboardSettings } from "../setting/dashboard.js";
import { addFlags, readFlags } from "../setting/flag.js";
import { createBaseProgram } from "./base-program.js";
import { completionScript, SHELLS, type Shell } from "./completion.js";
import type { ExitCode } from "./exit-code.js";
import { ownOrigin } from "./health.js";
import type { Terminal } from "./terminal.js";

const groups = { dashboard: dashboardSettings };

/** Commands that need neither a store nor the engine, and start without loading them. */
export const FRONT_COMMANDS = ["dashboard", "health", "setup"];

/** The command line with these alone. */
export function createFrontProgram(terminal: Terminal, onExit: (code: ExitCode) => void): Command {
  const program = createBaseProgram(terminal);
  addFrontCommands(program, terminal, onExit);
  return program;
}

/** Adds `dashboard` and `health`, which need neither a store nor the engine. */
export function addFrontCommands(
  program: Command,
  terminal: Terminal,
  onExit: (code: ExitCode) => void,
): void {
  const dashboard = program
    .command("dashboard")
    .description("serve the dashboard alone, in front of a server elsewhere");
  addFlags(dashboard, groups);
  dashboard.action(async () => {
    const serving = await import("./dashboard.js");
    onExit(await serving.dashboard(terminal, readFlags(dashboard, groups)));
  });

  program
    .command("completion")
    .description("print a script that completes commands, options and file names")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .action((shell: Shell) => terminal.out(completionScript(program, shell).trimEnd()));

  program
    .command("setup")
    .description(
      "make missing secrets: the key of encryption at rest, API keys of dashboard and monitor",
    )
    .requiredOption("--secrets <folder>", "folder that each key is written to, as a file")
    .requiredOption("--keys <file>", "file of the API keys that the server reads")
    .option("--json", "print the result as JSON")
    .action(async (options) => {
      const making = await import("./setup.js");
      onExit(await making.setup(terminal, options));
    });

  program
    .command("health")
    .description("ask a server how it is: 0 healthy or degraded, 1 critical or no answer")
    .argument("[url]", "its origin and base path (default: as CDP_HOST and CDP_PORT say)", origin)
    .option("--timeout <seconds>", "a slower answer counts as none", seconds, 4)
    .option("--json", "print the answer as it came")
    .action(async (url: string | undefined, options) => {
      const asking = await import("./health.js");
      onExit(await asking.health(terminal, url ?? ownOrigin(process.env), options));
    });
}

function origin(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("expected an address such as http://127.0.0.1:8000");
}

function seconds(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 3600) return value;
  throw new InvalidArgumentError("expected seconds, more than 0 and at most 3600");
}
