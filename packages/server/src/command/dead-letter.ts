import type { DeadLetter } from "@cdp-whatif/core";
import { parsingOf } from "../parsing.js";
import { type ReplayChoice, replayInto } from "../replay.js";
import { audited } from "./audited.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { type StoreOptions, withStore } from "./store.js";
import { grouped, type Terminal } from "./terminal.js";

/** What `dead-letters list` takes. */
export interface ListOptions extends StoreOptions {
  readonly rule?: string;
  readonly source?: string;
  readonly since?: number;
  readonly until?: number;
  readonly limit?: number;
  readonly json?: boolean;
}

/** Lists what was not accepted: as JSON a line each, or for people. */
export function listDeadLetters(terminal: Terminal, options: ListOptions): Promise<ExitCode> {
  return withStore(terminal, options, async ({ store }) => {
    const { rule, source, since, until, limit } = options;
    const letters = await store.deadLetters({ rule, source, since, until, limit });
    for (const letter of letters) {
      terminal.out(options.json ? JSON.stringify(letter) : letterText(letter));
    }
    const { deadLetters } = await store.content();
    if (!options.json) terminal.err(`${grouped(letters.length)} of ${grouped(deadLetters)} shown.`);
    return EXIT.fine;
  });
}

function letterText({ position, rule, field, found, expected }: DeadLetter): string {
  const { source, line } = position;
  const where = line > 0 ? `${source}:${line}` : source;
  return `${where}: ${rule}${field === null ? "" : ` at ${field || "/"}`}: found ${found}, expected ${expected}`;
}

/** What `dead-letters replay` takes. */
export interface ReplayOptions extends StoreOptions, ReplayChoice {
  readonly json?: boolean;
}

/** Tries dead letters again; what is accepted now is stored. */
export function replayDeadLetters(terminal: Terminal, options: ReplayOptions): Promise<ExitCode> {
  return withStore(terminal, options, async (opened) => {
    const { store, catalogue, ruleSet } = opened;
    const { rule, source, since, until, zone } = options;
    const replay = replayInto({ store, catalogue, zone, ...parsingOf(ruleSet) });
    const report = await audited(
      opened,
      "dead-letters.replay",
      () => replay({ rule, source, since, until }),
      ({ read, stored }) => ({ read, stored }),
    );
    if (options.json) terminal.out(JSON.stringify(report));
    else {
      terminal.out(
        `Read ${grouped(report.read)}: ${grouped(report.stored)} stored, ` +
          `${grouped(report.duplicates)} known already, ${grouped(report.deadLettered)} still not accepted; ` +
          `${grouped(report.skipped)} have nothing to repair.`,
      );
    }
    return report.deadLettered > 0 ? EXIT.deadLetters : EXIT.fine;
  });
}
