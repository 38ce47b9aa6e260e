import { type Command, InvalidArgumentError, Option } from "commander";
import { ROLES } from "../access/role.js";
import { TAGS, type Tag } from "../access/scope.js";
import type { ExitCode } from "./exit-code.js";
import type { Expiry } from "./keys.js";
import type { Terminal } from "./terminal.js";
import { storeOption } from "./variable.js";

const NAMES_A_KEY = "its id, or its name";

/** Adds `keys create|list|rotate|revoke`. */
export function addKeyCommands(
  program: Command,
  terminal: Terminal,
  onExit: (code: ExitCode) => void,
): void {
  const keys = program.command("keys").description("who may use the REST interface, and for what");
  const command = (name: string, description: string) =>
    keys
      .command(name)
      .description(description)
      .addOption(storeOption("the keys are in keys.json beside this store"))
      .option("--keys <file>", "they are in this file instead (also CDP_KEYS_FILE)")
      .option("--json", "print the result as JSON");

  command("create", "make a key and print it, this once")
    .requiredOption("--name <name>", "which program or team holds it", label)
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
    .option("--only <tags>", `only these routes, parted by commas: ${TAGS.join(", ")}`, tags)
    .option("--expires <time>", "not taken after this long (90d, 12h) or from this time on", expiry)
    .action(async (options) => {
      const { createKey } = await import("./keys.js");
      onExit(await createKey(terminal, options));
    });

  command("list", "list all keys; their secrets are not known any more").action(async (options) => {
    const { listKeys } = await import("./keys.js");
    onExit(await listKeys(terminal, options));
  });

  command("rotate", "give a key a new secret and print it, this once")
    .argument("<key>", NAMES_A_KEY)
    .option("--overlap <time>", "how long the old secret is taken too (24h, 30m, 0)", span, DAY_MS)
    .action(async (key: string, options) => {
      const { replaceKey } = await import("./keys.js");
      onExit(await replaceKey(terminal, key, options));
    });

  command("revoke", "take a key back for good; servers refuse it within a second")
    .argument("<key>", NAMES_A_KEY)
    .action(async (key: string, options) => {
      const { withdrawKey } = await import("./keys.js");
      onExit(await withdrawKey(terminal, key, options));
    });
}

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };
const LONGEST_MS = 36_500 * DAY_MS;

function span(text: string): number {
  const [, amount, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (text === "0") return 0;
  if (milliseconds <= LONGEST_MS) return milliseconds;
  throw new InvalidArgumentError("expected a time such as 30m, 12h or 90d");
}

function expiry(text: string): Expiry {
  if (/^\d{1,6}[smhd]$/.test(text)) return { inMs: span(text) };
  const at = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return { at };
  throw new InvalidArgumentError("expected 90d, 12h or a time such as 2027-01-01T00:00:00Z");
}

function label(text: string): string {
  const name = text.trim();
  if (name.length >= 1 && name.length <= 100 && !/\p{Cc}/u.test(name)) return name;
  throw new InvalidArgumentError("expected 1 to 100 characters on one line");
}

function tags(text: string): Tag[] {
  const named = text.split(",").map((one) => one.trim());
  return named.map((name) => {
    const tag = TAGS.find((one) => one.toLowerCase() === name.toLowerCase());
    if (tag === undefined) throw new InvalidArgumentError(`expected some of ${TAGS.join(", ")}`);
    return tag;
  });
}
