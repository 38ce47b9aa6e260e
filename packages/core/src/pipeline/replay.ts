import type { DeadLetter } from "../schema/dead-letter.js";
import type { CanonicalRecord } from "../schema/record.js";
import { SUPERSEDED } from "../store/conflict.js";
import { deadLetter } from "../store/dead-letter.js";
import type { RecordStore } from "../store/record-store.js";
import { ERASED, EXPIRED } from "../store/suppression.js";
import type { Rule } from "./parse-batch.js";
import { createLineParser } from "./parse-line.js";
import type { ParseOptions } from "./parse-options.js";

/** Rules whose letters have nothing to repair. */
const NOT_AGAIN = new Set([SUPERSEDED, ERASED, EXPIRED]);

/** What is replayed, and how it is understood this time. */
export interface ReplayOptions extends ParseOptions {
  readonly store: RecordStore;
  readonly rule?: string | undefined;
  readonly source?: string | undefined;
  /** Instants between which they were rejected, both inclusive. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Mends a raw text before it is parsed, for example by a search and replace; default: as it is. */
  readonly repair?: ((letter: DeadLetter) => string) | undefined;
  readonly rules?: readonly Rule[] | undefined;
  readonly batchSize?: number | undefined;
}

/** What a replay did: `read = stored + duplicates + deadLettered`. */
export interface ReplayReport {
  readonly read: number;
  readonly stored: number;
  /** Letters whose record, or whose new rejection, the store held already. */
  readonly duplicates: number;
  /** Letters that are rejected again: those kept as they were, and those that now break another rule. */
  readonly deadLettered: number;
  /** Letters that could not be replayed: binary ones, those that lost against another record, those of who was erased. */
  readonly skipped: number;
}

/**
 * Parses dead letters again, with other options or after a repair; those accepted become records and leave.
 *
 * Records are committed before their letters are removed: after a crash in between, a second replay finds them stored.
 * Superseded letters are valid records that lost; there is nothing to repair in them, so they stay.
 *
 * @throws CoreError `unknown_zone` | `invalid_catalogue`, and whatever the store throws
 */
export async function replayDeadLetters(options: ReplayOptions): Promise<ReplayReport> {
  const { store, rule, source, since, until, batchSize = 1000 } = options;
  const total = { read: 0, stored: 0, duplicates: 0, deadLettered: 0, skipped: 0 };
  // Letters that this replay itself wrote are not replayed by it.
  const written = new Set<string>();
  let afterId: string | undefined;
  for (;;) {
    const letters = await store.deadLetters({
      rule,
      source,
      since,
      until,
      limit: batchSize,
      afterId,
    });
    const last = letters.at(-1);
    if (last === undefined) return total;
    afterId = last.id;
    const replayed = replay(
      letters.filter(({ id }) => !written.has(id)),
      options,
    );
    for (const { id } of replayed.changed) written.add(id);
    total.skipped += replayed.skipped;
    total.read += replayed.records.length + replayed.changed.length + replayed.same;
    const report = await store.commit({
      records: replayed.records,
      deadLetters: replayed.changed,
    });
    await store.removeDeadLetters(replayed.done);
    total.stored += report.stored;
    total.duplicates += report.duplicates;
    total.deadLettered += report.deadLettered + replayed.same;
  }
}

interface Replayed {
  readonly records: readonly CanonicalRecord[];
  readonly changed: readonly DeadLetter[];
  /** Ids of letters that something else stands for now. */
  readonly done: readonly string[];
  readonly same: number;
  readonly skipped: number;
}

function replay(letters: readonly DeadLetter[], options: ReplayOptions): Replayed {
  const parse = createLineParser(options);
  const records: CanonicalRecord[] = [];
  const changed: DeadLetter[] = [];
  const done: string[] = [];
  let [same, skipped] = [0, 0];
  for (const letter of letters) {
    if (NOT_AGAIN.has(letter.rule) || letter.encoding === "base64") {
      skipped += 1;
      continue;
    }
    const raw = options.repair?.(letter) ?? letter.raw;
    const repairs = raw === letter.raw ? [] : ["replayed"];
    const parsed = parse(raw, { position: letter.position, repairs });
    const rejection = parsed.ok ? firstRejection(parsed.record, options.rules) : parsed.rejection;
    if (parsed.ok && rejection === null) {
      records.push({ ...parsed.record, raw: letter.raw });
      done.push(letter.id);
    } else if (rejection !== null) {
      const kind = parsed.ok ? parsed.record.kind : parsed.kind;
      const { position, rejectedAt } = letter;
      // Not by the id of a new letter: that of the old one may be of something else than its raw text.
      if (rejection.rule === letter.rule) same += 1;
      else {
        // What is kept is what was read, never what a repair made of it.
        changed.push(deadLetter({ kind, rejection, position, raw: letter.raw, rejectedAt }));
        done.push(letter.id);
      }
    }
  }
  return { records, changed, done, same, skipped };
}

function firstRejection(record: CanonicalRecord, rules: readonly Rule[] = []) {
  for (const rule of rules) {
    const rejection = rule(record);
    if (rejection !== null) return rejection;
  }
  return null;
}
