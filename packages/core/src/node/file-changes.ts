import { mkdir, readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { type ChangeStamp, nextStamp } from "../envelope/index.js";
import { reasonOf } from "../error.js";
import { createLineParser, type ParseOptions } from "../pipeline/index.js";
import type { Change } from "../schema/change.js";
import { type LiveBatch, type LiveOpening, type LiveSource, SourceError } from "../source/index.js";
import {
  compareVersions,
  type FileVersion,
  fileMark,
  fileVersion,
  forgetVersion,
  keepVersion,
  type LineChange,
  readVersion,
} from "./file-version.js";

/** Which file is watched for changes of its lines, and how. */
export interface FileChangesOptions extends Pick<ParseOptions, "catalogue" | "zone" | "date"> {
  /** Name in positions, checkpoints and on screens. */
  readonly name: string;
  readonly path: string;
  /** Where the version that was read last is kept. Default: the path with `.changes` behind it. */
  readonly folder?: string | undefined;
  /** How often the file is looked at. Default 250 ms. */
  readonly everyMs?: number | undefined;
  /** Largest file; two versions are held in memory. Default 64 MiB. */
  readonly mostBytes?: number | undefined;
}

const MOST_CHANGES = 1000;

/**
 * Changes of the lines of a file that is edited or written anew, each message a `Change` as JSON: a line that was added, that
 * differs from the one of its natural key before, or that is gone.
 *
 * A version is read when the file has stayed the same between two looks; what lies between two looks is not seen. A file that
 * is gone deletes nothing: it is waited for. One that only grows is better read by its tail.
 */
export function fileChanges(options: FileChangesOptions): LiveSource {
  const { name, path, folder = `${path}.changes`, everyMs = 250 } = options;
  const { mostBytes = 67_108_864 } = options;
  const set = { ...options, folder, everyMs, mostBytes };
  return {
    name,
    kind: "watch",
    async *open(opening) {
      try {
        yield* watch(set, opening);
      } catch (cause) {
        if (cause instanceof SourceError) throw cause;
        throw new SourceError(`cannot watch ${path}: ${reasonOf(cause)}`, { cause });
      }
    },
  };
}

interface Settings extends FileChangesOptions {
  readonly folder: string;
  readonly everyMs: number;
  readonly mostBytes: number;
}

async function* watch(
  options: Settings,
  { cursor, signal, onOpen }: LiveOpening,
): AsyncGenerator<LiveBatch> {
  const { path, folder, everyMs, mostBytes, zone, catalogue, date } = options;
  const parse = createLineParser({ zone, catalogue, date });
  const keyOf = (text: string) => {
    const parsed = parse(text);
    return parsed.ok ? parsed.record.key : null;
  };
  await mkdir(folder, { recursive: true });
  let { held, stamp } = await readCursor(folder, cursor, keyOf);
  let done = "";
  let before = "";
  while (!signal.aborted) {
    const { mark, size, at } = await fileMark(path);
    onOpen();
    if (size > mostBytes) {
      throw new SourceError(
        `${path}: found ${size} bytes, expected at most ${mostBytes}: two versions are held in memory`,
        { final: true },
      );
    }
    if (mark === before && mark !== done) {
      const version = fileVersion(await readFile(path), keyOf);
      // Changed while it was read: the next look decides.
      if ((await fileMark(path)).mark === mark) {
        done = mark;
        if (version.digest !== held?.digest) {
          await keepVersion(folder, version);
          const changes = compareVersions(held, version);
          const made = stamped(changes, { path, at, stamp, isFirst: held === null });
          stamp = made.stamp;
          yield* batches(made.messages, {
            cursor: `${version.digest} ${stamp.at} ${stamp.revision}`,
            acknowledge: forgetting(folder, held),
          });
          held = version;
        }
      }
    }
    before = mark;
    await setTimeout(everyMs, undefined, { signal }).catch(unlessAborted(signal));
  }
}

function forgetting(folder: string, old: FileVersion | null) {
  return async () => {
    if (old !== null) await forgetVersion(folder, old.digest);
  };
}

function unlessAborted(signal: AbortSignal) {
  return (error: unknown) => {
    if (!signal.aborted) throw error;
  };
}

async function readCursor(
  folder: string,
  cursor: string | null,
  keyOf: (text: string) => string | null,
): Promise<{ held: FileVersion | null; stamp: ChangeStamp }> {
  if (cursor === null) return { held: null, stamp: { at: 0, revision: -1 } };
  const [, digest = "", at = "", revision = ""] =
    /^([0-9a-f]{64}) (\d+) (\d+|-1)$/.exec(cursor) ?? [];
  try {
    const held = fileVersion(await readVersion(folder, digest), keyOf);
    return { held, stamp: { at: Number(at), revision: Number(revision) } };
  } catch (cause) {
    throw new SourceError(
      `found no version ${digest || JSON.stringify(cursor)} in ${folder}, expected the one that was read last: what is gone from the file since then cannot be told; give this source another name, so that it begins anew`,
      { final: true, cause },
    );
  }
}

/** Changes of lines as messages, with stamps that go on from the last one. */
function stamped(
  changes: readonly LineChange[],
  {
    path,
    at,
    stamp: last,
    isFirst,
  }: { path: string; at: number; stamp: ChangeStamp; isFirst: boolean },
): { readonly messages: readonly string[]; readonly stamp: ChangeStamp } {
  let stamp = last;
  const messages = changes.flatMap(({ before, after }) => {
    // A line that is no JSON object is no row: it is told as it is, to become a dead letter, and nothing when it goes.
    if (after !== null && after.row === null) return [after.text];
    const rows = { before: before?.row ?? null, after: after?.row ?? null };
    if (rows.before === null && rows.after === null) return [];
    stamp = nextStamp(stamp, at);
    const written = rows.before === null ? (isFirst ? "read" : "create") : "update";
    const op = rows.after === null ? "delete" : written;
    const change: Change = { op, table: path, ...rows, ...stamp, cursor: null };
    return [JSON.stringify(change)];
  });
  return { messages, stamp };
}

/** The cursor comes with the last part. */
function* batches(
  messages: readonly string[],
  end: Pick<LiveBatch, "cursor" | "acknowledge">,
): Generator<LiveBatch> {
  let from = 0;
  for (; messages.length - from > MOST_CHANGES; from += MOST_CHANGES) {
    yield { messages: messages.slice(from, from + MOST_CHANGES), cursor: null };
  }
  yield { messages: messages.slice(from), ...end };
}
