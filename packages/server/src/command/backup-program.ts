import type { Command } from "commander";
import type { ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";
import { storeOption } from "./variable.js";
import { whole } from "./whole.js";

/** Adds `backup` and `restore`. */
export function addBackupCommands(
  program: Command,
  terminal: Terminal,
  onExit: (code: ExitCode) => void,
): void {
  const onStore = (one: Command) =>
    one
      .addOption(storeOption("the store: duckdb:PATH"))
      .option("--keys <file>", "file of API keys (default: keys.json beside the store)")
      .option("--json", "print the result as JSON");
  onStore(
    program
      .command("backup")
      .description("back up a store, its API keys and its audit log, while a server has it or not"),
  )
    .argument("<where>", "a file, or a folder that a dated one is made in")
    .option(
      "--keep <n>",
      "keep the newest so many in the folder, and remove the others",
      whole(1, 10_000),
    )
    .action(async (where, options) => {
      const { backUp } = await import("./backup.js");
      onExit(await backUp(terminal, where, options));
    });
  onStore(
    program
      .command("restore")
      .description("put a backup in the place of a store, verified, without who was erased since"),
  )
    .argument("<file>", "a backup")
    .option("--replace", "put it in the place of data that are there")
    .option("--erased <files...>", "further lists of who was erased: a store's file .erased")
    .option("--check", "only say whether the backup is whole")
    .option("--catalogue <file>", "names of personas, regions and brands (default: built-in)")
    .option("--zone <zone>", "IANA zone of times without one (default: the catalogue's)")
    .action(async (file, options) => {
      const { restore } = await import("./restore.js");
      onExit(await restore(terminal, file, options));
    });
}
