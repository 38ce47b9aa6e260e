import { CommanderError } from "commander";
import { EXIT, type ExitCode, errorText, exitCodeOf } from "./exit-code.js";
import { createMonitorProgram } from "./monitor/program.js";
import type { Terminal } from "./terminal.js";

/**
 * Runs one command line; whatever goes wrong is told on the terminal.
 *
 * @param args - without the names of runtime and script
 * @returns the process' exit code
 */
export async function run(terminal: Terminal, args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  const onExit = (exit: ExitCode) => {
    code = exit;
  };
  const program =
    args[0] === "monitor"
      ? createMonitorProgram(terminal, onExit)
      : (await import("./program.js")).createProgram(terminal, onExit);
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((one) => one.commands),
  ]) {
    command.exitOverride();
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) terminal.err(errorText(error));
    return exitCodeOf(error);
  }
}
