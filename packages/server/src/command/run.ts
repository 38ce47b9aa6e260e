import { type Command, CommanderError } from "commander";
import { EXIT, type ExitCode, errorJson, errorText, exitCodeOf } from "./exit-code.js";
import { createFrontProgram, FRONT_COMMANDS } from "./front-program.js";
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
  // A program that reads the result reads what went wrong, too.
  const isForPrograms = args.includes("--json");
  const onExit = (exit: ExitCode) => {
    code = exit;
  };
  const program = await programFor(args[0], terminal, onExit);
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((one) => one.commands),
  ]) {
    command.exitOverride();
    if (isForPrograms) command.configureOutput({ writeErr: () => undefined });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    const exit = exitCodeOf(error);
    if (isForPrograms && exit !== EXIT.fine) terminal.err(errorJson(error));
    else if (!(error instanceof CommanderError)) terminal.err(errorText(error));
    return exit;
  }
}

/** The command line, or the part of it that holds a command which should start at once. */
async function programFor(
  command: string | undefined,
  ...given: Parameters<typeof createMonitorProgram>
): Promise<Command> {
  if (command === "monitor") return createMonitorProgram(...given);
  if (FRONT_COMMANDS.includes(command ?? "")) return createFrontProgram(...given);
  return (await import("./program.js")).createProgram(...given);
}
