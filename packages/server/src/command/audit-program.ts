import { type Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";
import { storeOption } from "./variable.js";

/** Adds the commands on the audit log. */
export function addAuditCommands(
  program: Command,
  terminal: Terminal,
  onExit: (code: ExitCode) => void,
): void {
  const audit = program.command("audit").description("who asked what, chained by hashes");
  const command = (name: string, description: string) =>
    audit
      .command(name)
      .description(description)
      .addOption(storeOption("the store that the log lies beside"));
  command("verify", "say whether the log is whole, and where it is not")
    .option("--json", "print the result as JSON")
    .action(async (options) => {
      const { verifyAuditLog } = await import("./audit.js");
      onExit(await verifyAuditLog(terminal, options));
    });
  command("export", "write entries as lines of JSON or as a table")
    .option("--since <time>", "only entries of this time or later (RFC 3339)", moment)
    .option("--until <time>", "only entries of this time or earlier (RFC 3339)", moment)
    .option("--role <role>", "only what clients of this role asked")
    .addOption(new Option("--format <format>").choices(["json", "csv"]).default("json"))
    .option("--out <file>", "default: standard output")
    .action(async (options) => {
      const { exportAuditLog } = await import("./audit.js");
      onExit(await exportAuditLog(terminal, options));
    });
}

function moment(text: string): number {
  const instant = /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new InvalidArgumentError(
    "expected a time such as 2026-03-05T04:00:00+08:00, or a date in UTC",
  );
}
