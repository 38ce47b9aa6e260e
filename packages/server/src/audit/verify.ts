import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { CoreError } from "@cdp-whatif/core/error";
import { type AuditFile, auditFiles } from "./audit-file.js";
import { AuditEntry, type AuditKey, auditHash, type ChainEnd, splitLine } from "./entry.js";
import { type AuditHead, readHead } from "./head.js";
import type { AuditPlace } from "./options.js";

/** What verifying a log found. */
export interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  readonly files: number;
  /** First and last instant. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whether a key authenticates it. */
  readonly keyed: boolean;
  /** Entries in which the log tells of faults of its own: what was cut off, lost, or found broken at a start. */
  readonly notes: number;
  /** The first place that is wrong, and what is. */
  readonly fault: {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  } | null;
}

/** One line of a log, as it was checked. */
interface Checked {
  readonly file: AuditFile;
  readonly line: number;
  readonly entry: AuditEntry | null;
  readonly reason: string | null;
}

/** Reads a log from its first entry to its last and checks each against the one before it. */
export async function verifyAudit({ folder, key }: AuditPlace): Promise<Verification> {
  const files = await auditFiles(folder);
  const keyed = key !== null;
  const none = { entries: 0, files: files.length, from: null, to: null, keyed, notes: 0 };
  let head: AuditHead | null;
  try {
    head = await readHead(folder, key);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return { ...none, ok: false, fault: { file: "head.json", line: 1, reason: error.message } };
  }
  if (head === null) {
    if (files.length === 0) return { ...none, ok: true, fault: null };
    const reason = "the record of where the log ends is gone: head.json";
    return { ...none, ok: false, fault: { file: "head.json", line: 0, reason } };
  }
  let [entries, notes] = [0, 0];
  let [from, to]: (string | null)[] = [null, null];
  let end: ChainEnd = { sequence: head.first - 1, hash: head.before };
  let passedHead = head.last === end.sequence && head.hash === end.hash;
  let place = { file: files[0]?.name ?? "head.json", line: 0 };
  const failed = (reason: string): Verification => ({
    ...{
      entries,
      files: files.length,
      from: from ?? null,
      to: to ?? null,
      keyed,
      notes,
      ok: false,
    },
    fault: { ...place, reason },
  });
  for await (const { file, line, entry, reason } of checkedLines(files, key, () => end)) {
    place = { file: file.name, line };
    if (reason !== null || entry === null) return failed(reason ?? "is no entry");
    entries += 1;
    if (entry.kind === "log") notes += 1;
    from ??= entry.at;
    to = entry.at;
    end = { sequence: entry.sequence, hash: entry.hash };
    if (entry.sequence === head.last) passedHead = entry.hash === head.hash;
  }
  if (!passedHead) {
    place = { file: place.file, line: place.line + 1 };
    return failed(
      `the log ends with entry ${end.sequence}, and went up to ${head.last} at least: entries were removed at its end`,
    );
  }
  return {
    ok: true,
    entries,
    files: files.length,
    from: from ?? null,
    to: to ?? null,
    keyed,
    notes,
    fault: null,
  };
}

/** Every line with what is wrong with it. */
async function* checkedLines(
  files: readonly AuditFile[],
  key: AuditKey,
  endBefore: () => ChainEnd,
): AsyncGenerator<Checked> {
  for (const file of files) {
    let line = 0;
    for await (const text of linesOf(file.path)) {
      line += 1;
      const end = endBefore();
      if (line === 1 && file.first > end.sequence + 1) {
        const reason = `begins with entry ${file.first}, and the one before it is ${end.sequence}: a file, or the end of one, was removed`;
        yield { file, line, entry: null, reason };
        return;
      }
      yield { file, line, ...check(text, { end, key }) };
    }
  }
}

function check(
  text: string,
  { end, key }: { end: ChainEnd; key: AuditKey },
): { entry: AuditEntry | null; reason: string | null } {
  const refused = (reason: string) => ({ entry: null, reason });
  const parts = splitLine(text);
  if (parts === null) return refused("is no entry: it was changed or cut off");
  if (auditHash(parts.body, key) !== parts.hash) {
    return refused(
      "its hash is not that of its content: it was changed, or written with another key",
    );
  }
  const entry = AuditEntry.parse(JSON.parse(text));
  if (entry.sequence !== end.sequence + 1) {
    return refused(
      `is entry ${entry.sequence}, expected ${end.sequence + 1}: entries were removed, inserted or put elsewhere`,
    );
  }
  if (entry.previous !== end.hash) return refused("does not follow the entry before it");
  return { entry, reason: null };
}

/** Lines of a file; what follows the last line end is one, too. */
export function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}

/**
 * Where a chain stands by its files, from a place that is known; what follows a broken line is not looked at.
 *
 * @returns a fault, too, where the entry of that place is not there
 */
export async function chainEnd(
  { folder, key }: AuditPlace,
  from: ChainEnd,
): Promise<{ readonly end: ChainEnd; readonly fault: string | null }> {
  let end = from;
  const files = await auditFiles(folder);
  const begin = files.findLastIndex(({ first }) => first <= from.sequence);
  let isThere = begin < 0;
  for (const file of files.slice(Math.max(0, begin))) {
    for await (const text of linesOf(file.path)) {
      const sequence = Number(/^\{"sequence":(\d+),/.exec(text)?.[1] ?? Number.NaN);
      if (sequence <= from.sequence) {
        isThere ||= sequence === from.sequence && text.endsWith(`"hash":"${from.hash}"}`);
        continue;
      }
      const { entry, reason } = check(text, { end, key });
      if (entry === null) return { end, fault: `${file.name}: ${reason}` };
      end = { sequence: entry.sequence, hash: entry.hash };
    }
  }
  if (isThere) return { end, fault: null };
  return { end, fault: `entries up to ${from.sequence} were removed at the end of the log` };
}
