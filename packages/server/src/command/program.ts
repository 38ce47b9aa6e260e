import { type Command, InvalidArgumentError, Option } from "commander";
import { addFlags, readFlags } from "../setting/flag.js";
import { settingGroups } from "../setting/index.js";
import { addAuditCommands } from "./audit-program.js";
import { addBackupCommands } from "./backup-program.js";
import { createBaseProgram } from "./base-program.js";
import { addEncryptionCommands } from "./encryption-program.js";
import { addExamples } from "./examples.js";
import type { ExitCode } from "./exit-code.js";
import { EXPORTS, type ExportKind } from "./export-kind.js";
import { addFrontCommands } from "./front-program.js";
import { addKeyCommands } from "./keys-program.js";
import { addMonitor } from "./monitor/program.js";
import type { Terminal } from "./terminal.js";
import { storeOption, variable } from "./variable.js";
import { whole } from "./whole.js";

/** The dashboard is a process of its own. */
const { dashboard: _ofDashboard, ...ofServer } = settingGroups;

/** The command line; `onExit` is told the code of the command that ran. What a command works with is loaded when it runs. */
export function createProgram(terminal: Terminal, onExit: (code: ExitCode) => void): Command {
  const program = createBaseProgram(terminal);
  const command = (name: string, description: string) =>
    program.command(name).description(description);
  const onStore = (one: Command) =>
    one
      .addOption(storeOption("where records are kept: duckdb:PATH or memory:"))
      .addOption(
        variable(
          "CDP_CATALOGUE",
          "--catalogue <file>",
          "names of personas, regions and brands (default: built-in)",
        ),
      )
      .addOption(
        variable(
          "CDP_ZONE",
          "--zone <zone>",
          "IANA zone of times without one (default: the catalogue's)",
        ),
      );
  const withRules = (one: Command) =>
    one.addOption(
      variable(
        "CDP_RULES",
        "--rules <file>",
        "rules of your own for the data, as JSON (docs/guide/rules.md)",
      ),
    );
  const withJson = (one: Command) => one.option("--json", "print the result as JSON");

  const serving = command("serve", "serve dashboard and REST interface");
  addFlags(serving, ofServer);
  withJson(serving)
    .option("--env-file <file>", "settings as lines NAME=value; those of the environment win")
    .option("--check", "check every setting and file, print what holds, and end")
    .action(async (options: { envFile?: string; check?: true; json?: true }) => {
      const { serve } = await import("./serve.js");
      onExit(await serve(terminal, { ...options, flags: readFlags(serving, ofServer) }));
    });

  addFrontCommands(program, terminal, onExit);

  withRules(withJson(onStore(command("ingest", "read files and folders into the store"))))
    .argument(
      "<files...>",
      "JSON lines, CSV or Parquet, plain, gzip or zstd, or folders of them; - reads standard input",
    )
    .action(async (files, options) => {
      const { ingest } = await import("./ingest.js");
      onExit(await ingest(terminal, files, options));
    });

  withJson(command("generate", "write a demo market with a known truth"))
    .requiredOption("--out <folder>", "folder that the files are written to")
    .option("--personas <n|names>", "how many, or names parted by commas", names)
    .option("--regions <n|names>", "how many, or names parted by commas", names)
    .option("--brands <n|names>", "how many, or names parted by commas", names)
    .option("--customers <n>", "people with events of their own", whole(0, 1e9))
    .option("--days <n>", "length of the history", whole(1, 1e6))
    .option("--start <date>", "first day, YYYY-MM-DD")
    .option("--people <n>", "people behind one behaviour line", whole(1, 1e9))
    .option("--seed <n>", "the same seed gives the same bytes", whole(0, 4294967295))
    .option("--zone <zone>", "IANA zone of the times")
    .action(async (options) => {
      const { generate } = await import("./generate.js");
      onExit(await generate(terminal, options));
    });

  withJson(onStore(command("fit", "fit the twin of a store")))
    .option("--periods <n>", "only on so many of the last, if the market changed", whole(1, 1e6))
    .option("--out <file>", "write the twin to this file")
    .action(async (options) => {
      const { fit } = await import("./fit.js");
      onExit(await fit(terminal, options));
    });

  withJson(onStore(command("simulate", "answer a request: the body of POST /api/v1/simulate")))
    .argument("<file>", "the request as JSON; - reads standard input")
    .option("--twin <file>", "a fitted twin (default: fit one from the store)")
    .option("--series", "also the path by day")
    .addOption(
      new Option("--locale <locale>", "language of sentences")
        .choices(["en", "zh-TW"])
        .default("en"),
    )
    .action(async (file, options) => {
      const { simulate } = await import("./simulate.js");
      onExit(await simulate(terminal, file, options));
    });

  withJson(onStore(command("recommend", "what to do: the body of POST /api/v1/recommendations")))
    .option("--request <file>", "the request as JSON; - reads standard input")
    .option("--twin <file>", "a fitted twin (default: fit one from the store)")
    .addOption(
      new Option("--locale <locale>", "language of sentences")
        .choices(["en", "zh-TW"])
        .default("en"),
    )
    .action(async (options) => {
      const { recommend } = await import("./recommend.js");
      onExit(await recommend(terminal, options));
    });

  withJson(onStore(command("backtest", "how well the twin foretells the end of its own history")))
    .option("--twin <file>", "read it from a fitted twin instead of fitting one")
    .action(async (options) => {
      const { backtest } = await import("./backtest.js");
      onExit(await backtest(terminal, options));
    });

  withJson(onStore(command("personas", "list the personas that are known"))).action(
    async (options) => {
      const { personas } = await import("./personas.js");
      onExit(await personas(terminal, options));
    },
  );

  const letters = command("dead-letters", "records that were not accepted");
  withJson(onStore(letters.command("list").description("list them with place and reason")))
    .option("--rule <rule>", "only those rejected by this rule")
    .option("--source <source>", "only those from this source")
    .option("--since <time>", "only those rejected at this time or later (RFC 3339)", moment)
    .option("--until <time>", "only those rejected at this time or earlier (RFC 3339)", moment)
    .option("--limit <n>", "at most so many", whole(1, 1e9), 100)
    .action(async (options) => {
      const { listDeadLetters } = await import("./dead-letter.js");
      onExit(await listDeadLetters(terminal, options));
    });
  const replay = letters.command("replay").description("try them again after a repair");
  withRules(withJson(onStore(replay)))
    .option("--rule <rule>", "only those rejected by this rule")
    .option("--source <source>", "only those from this source")
    .option("--since <time>", "only those rejected at this time or later (RFC 3339)", moment)
    .option("--until <time>", "only those rejected at this time or earlier (RFC 3339)", moment)
    .action(async (options) => {
      const { replayDeadLetters } = await import("./dead-letter.js");
      onExit(await replayDeadLetters(terminal, options));
    });

  onStore(command("export", "write data, twin or results to a file; demo stays marked"))
    .argument("<what>", `one of ${EXPORTS.join(", ")}`, exportKind)
    .option("--out <file>", "default: standard output")
    .option("--encrypt", "seal it with CDP_DATA_KEY; encryption open reads it back")
    .option("--request <file>", "for results: the request")
    .option("--twin <file>", "for results: a fitted twin")
    .action(async (what: ExportKind, options) => {
      const { exportData } = await import("./export.js");
      onExit(await exportData(terminal, what, options));
    });
  addAuditCommands(program, terminal, onExit);
  addEncryptionCommands(program, terminal, onExit);
  addBackupCommands(program, terminal, onExit);
  addKeyCommands(program, terminal, onExit);
  addMonitor(program, terminal, onExit);
  addExamples(program);
  return program;
}

function moment(text: string): number {
  const instant = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  throw new InvalidArgumentError("expected a time such as 2026-03-05T04:00:00+08:00");
}

function names(text: string): number | string[] {
  if (/^\d+$/.test(text)) return Number(text);
  return text.split(",").map((name) => name.trim());
}

function exportKind(text: string): ExportKind {
  const kind = EXPORTS.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(`expected one of ${EXPORTS.join(", ")}`);
}
