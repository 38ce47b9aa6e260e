import { Command } from "commander";
import { VERSION } from "../version.js";
import type { Terminal } from "./terminal.js";

const EXIT_HELP = `
Exit codes: 0 fine, 1 internal error, 2 wrong usage, 3 dead letters were written, 4 refused, 5 the store failed.`;

/** The command line without commands. */
export function createBaseProgram(terminal: Terminal): Command {
  return (
    new Command("cdp-whatif")
      .description("Behaviour data in, a digital twin and its answers out")
      .version(VERSION)
      .exitOverride()
      // What follows the name of a command is for that command.
      .enablePositionalOptions()
      .configureOutput({
        writeOut: (text) => terminal.out(text.trimEnd()),
        writeErr: (text) => terminal.err(text.trimEnd()),
      })
      .showHelpAfterError("(cdp-whatif help COMMAND lists what it takes)")
      .addHelpText("after", EXIT_HELP)
  );
}
