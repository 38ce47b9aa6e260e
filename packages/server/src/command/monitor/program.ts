import { type Command, Option } from "commander";
import { createBaseProgram } from "../base-program.js";
import { addExamples } from "../examples.js";
import type { ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";
import { whole } from "../whole.js";

type OnExit = (code: ExitCode) => void;

/** The command line with the monitor alone: it brings neither a database nor the engine into its process. */
export function createMonitorProgram(terminal: Terminal, onExit: OnExit): Command {
  const program = createBaseProgram(terminal);
  addMonitor(program, terminal, onExit);
  addExamples(program);
  return program;
}

const onFolder = (one: Command) =>
  one.option("--folder <folder>", "where the record is (default: ./data/monitoring)");
const withJson = (one: Command) => one.option("--json", "print the result as JSON");
const withRules = (one: Command) =>
  one.option("--rules <file>", "alert rules and channels, as JSON (docs/guide/monitor.md)");

/** Adds `monitor` and what belongs to it. */
export function addMonitor(program: Command, terminal: Terminal, onExit: OnExit): void {
  const monitor = withRules(
    onFolder(
      program.command("monitor").description("watch a server: rounds, uptime, alerts, restarts"),
    ),
  )
    .enablePositionalOptions()
    .usage("--target URL [options] [--supervise -- COMMAND…]")
    .argument("[command...]", "with --supervise, after --: the command that is kept running")
    .option("--target <url>", "the server: its origin and base path")
    .option("--every <seconds>", "time between two rounds (default: 30)", whole(1, 3600))
    .option("--timeout <seconds>", "a slower answer counts as none (default: 10)", whole(1, 600))
    .option("--supervise", "start the command, and restart it when it ends or stays unhealthy")
    .option(
      "--verify-after <seconds>",
      "look so long after a restart whether it helped",
      whole(1, 600),
      10,
    )
    .option(
      "--unhealthy-rounds <n>",
      "restart after so many bad rounds in a row",
      whole(1, 1000),
      3,
    )
    .option("--max-restarts <n>", "give up after so many restarts …", whole(0, 1000), 5)
    .option("--restart-window <seconds>", "… within so long", whole(1, 86_400), 600)
    .option(
      "--first-wait <seconds>",
      "wait before the first restart; each further one waits twice as long",
      whole(0, 3600),
      1,
    )
    .option("--longest-wait <seconds>", "but no longer than this", whole(0, 86_400), 60)
    .option("--grace <seconds>", "time to end before it is killed", whole(1, 600), 10)
    .action(async (command: string[], options) => {
      const { watch } = await import("./run-monitor.js");
      onExit(await watch(terminal, command, options));
    });

  withJson(onFolder(monitor.command("status").description("how the server did")))
    .option("--window <length>", "such as 1d, 7d or 30d", "30d")
    .option("--from <time>", "instead of a window: from this time (RFC 3339)")
    .option("--to <time>", "up to this time (RFC 3339; default: now)")
    .action(async (options) => {
      const { status } = await import("./status.js");
      onExit(await status(terminal, options));
    });
  addReport(monitor, terminal, onExit);
  addAlerts(monitor, terminal, onExit);
  addMaintenancePlan(monitor, terminal, onExit);
}

function addReport(monitor: Command, terminal: Terminal, onExit: OnExit): void {
  onFolder(monitor.command("report").description("the report of a month"))
    .requiredOption("--month <month>", "such as 2026-10")
    .addOption(new Option("--format <format>").choices(["html", "csv", "json"]).default("html"))
    .addOption(new Option("--locale <locale>").choices(["en", "zh-TW"]).default("en"))
    .option("--zone <zone>", "IANA zone of its days", "UTC")
    .option("--out <file>", "default: standard output")
    .action(async (options) => {
      const { report } = await import("./report.js");
      onExit(await report(terminal, options));
    });
}

function addAlerts(monitor: Command, terminal: Terminal, onExit: OnExit): void {
  const actions = () => import("./alerts.js");
  withJson(onFolder(monitor.command("alerts").description("list incidents and what was done")))
    .option("--days <n>", "those of the last days", whole(1, 4000), 35)
    .option("--open", "only those that last")
    .action(async (options) => onExit(await (await actions()).listAlerts(terminal, options)));
  onFolder(monitor.command("ack").description("say that you care for an incident"))
    .argument("<incident>", "its id")
    .option("--by <name>", "who", process.env.USER ?? "somebody")
    .action(async (id, options) =>
      onExit(await (await actions()).acknowledge(terminal, id, options)),
    );
  withRules(
    withJson(monitor.command("test-alert").description("send a marked alert and its resolution")),
  )
    .option("--channel <name>", "only to this channel")
    .action(async (options) => onExit(await (await actions()).sendTestAlert(terminal, options)));
  withRules(
    withJson(monitor.command("rules").description("print the alert rules that hold")),
  ).action(async (options) => onExit(await (await actions()).listRules(terminal, options)));
}

function addMaintenancePlan(monitor: Command, terminal: Terminal, onExit: OnExit): void {
  const actions = () => import("./maintenance.js");
  const maintenance = monitor
    .command("maintenance")
    .description("planned work: neither up nor down, and nobody is woken");
  withJson(onFolder(maintenance.command("add").description("plan a window")))
    .option("--from <time>", "RFC 3339, or now", "now")
    .option("--to <time>", "RFC 3339")
    .option("--minutes <n>", "instead of --to: its length", whole(1, 1_000_000), 60)
    .requiredOption("--reason <text>", "what is done")
    .option("--id <id>", "its name (default: chosen)")
    .addOption(new Option("--repeat <how>").choices(["daily", "weekly", "monthly"]))
    .option("--zone <zone>", "IANA zone by whose clocks it repeats (default: UTC)")
    .option("--until <time>", "no repetition begins after this")
    .action(async (options) => onExit(await (await actions()).addMaintenance(terminal, options)));
  withJson(onFolder(maintenance.command("list").description("list the windows"))).action(
    async (options) => onExit(await (await actions()).listMaintenance(terminal, options)),
  );
  withJson(onFolder(maintenance.command("remove").description("remove a window, or end it now")))
    .argument("<id>", "its name")
    .action(async (id, options) =>
      onExit(await (await actions()).removeMaintenance(terminal, id, options)),
    );
}
