import { open, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import * as z from "zod";
import { CoreError, reasonOf } from "../error.js";
import {
  type ByteSource,
  jsonLines,
  type LiveBatch,
  type LiveSource,
  SourceError,
} from "../source/index.js";
import {
  type DiscoveryOptions,
  type FoundFile,
  filesOfFolder,
  lookAt,
} from "./discover-sources.js";
import { sleepUntil } from "./sleep-until.js";
import { markOf, missing } from "./tail-cursor.js";
import { watchPath } from "./watch-path.js";

/** How a folder is watched. */
export interface FolderOptions extends DiscoveryOptions {
  readonly name: string;
  readonly path: string;
  /** Time between two scans, at most; the system's own notices make it shorter. Default 5,000 ms. */
  readonly everyMs?: number | undefined;
  /** A file counts as whole when it has not changed for so long: a last line without its end is taken then. Default 2,000 ms. */
  readonly settleMs?: number | undefined;
  /** Which files are looked at, by their path within the folder; default: all. */
  readonly accept?: ((name: string) => boolean) | undefined;
  /** Told of each file that is new or has changed, before it is read. */
  readonly onFile?: ((file: FoundFile) => void) | undefined;
}

const Place = z.strictObject({
  /** What of it is durable. */
  offset: z.int().nonnegative(),
  line: z.int().nonnegative(),
  /** SHA-256 of its first bytes. */
  mark: z.string(),
  markBytes: z.int().nonnegative(),
  /** Size and last change when all of it was read; null: there may be more to read. */
  done: z.strictObject({ size: z.int(), modifiedMs: z.number() }).nullable(),
  /** Why it is not read, or not to its end. */
  reason: z.string().nullable(),
});
type Place = z.infer<typeof Place>;

/** Where watching goes on: a place for each file, by its path within the folder. */
const FolderCursor = z.strictObject({ files: z.record(z.string(), Place) });

/**
 * The files of a folder and of its folders, those that come later, and what is appended to them.
 *
 * Each file is told by its bytes, as `discoverSources` does; what is not recognised is named in the cursor with the reason,
 * and looked at again when it changes. A file that became shorter, or begins differently, is read from its start.
 */
export function folderSource(options: FolderOptions): LiveSource {
  return {
    name: options.name,
    kind: "watch",
    async *open({ cursor, signal, onOpen }) {
      const { path, everyMs = 5000 } = options;
      const notice = watchPath(path);
      const scan = new FolderScan(options, readPlaces(cursor));
      try {
        while (!signal.aborted) {
          const woken = notice.next();
          for await (const batch of scan.once(onOpen)) {
            yield batch;
            if (signal.aborted) return;
          }
          await sleepUntil(scan.unsettled ? Math.min(everyMs, 500) : everyMs, { signal, woken });
          // Many notices make one scan.
          await sleepUntil(Math.min(50, everyMs), { signal });
        }
      } catch (cause) {
        throw new SourceError(`cannot watch ${path}: ${reasonOf(cause)}`, { cause });
      } finally {
        notice.close();
      }
    },
  };
}

class FolderScan {
  unsettled = false;
  readonly #options: FolderOptions;
  #places: Map<string, Place>;

  constructor(options: FolderOptions, places: Map<string, Place>) {
    this.#options = options;
    this.#places = places;
  }

  async *once(onOpen: () => void): AsyncGenerator<LiveBatch> {
    const { path, accept = () => true } = this.#options;
    const files = await filesOfFolder(path);
    onOpen();
    this.unsettled = false;
    const names = new Set(files.map((file) => relative(path, file)).filter(accept));
    this.#places = new Map([...this.#places].filter(([name]) => names.has(name)));
    for (const name of names) yield* this.#file(name);
  }

  async *#file(name: string): AsyncGenerator<LiveBatch> {
    const { path: folder, settleMs = 2000, onFile, parquet } = this.#options;
    const path = join(folder, name);
    const held = this.#places.get(name);
    const found = await stat(path).catch(missing(null));
    if (found === null || !found.isFile()) return;
    const { size, mtimeMs: modifiedMs } = found;
    const done = { size, modifiedMs };
    if (held?.done?.size === size && held.done.modifiedMs === modifiedMs) return;
    const settled = Date.now() - modifiedMs >= settleMs;
    const from = held === undefined ? START : await goOn(path, held, size);
    const looked = await lookAt(path, { named: false, parquet });
    const growing = looked.source?.size !== undefined && looked.source.lines === undefined;
    if (!settled) this.unsettled = true;
    // What is packed, or a table, is read when it is whole; so is what is not recognised yet.
    if (!settled && !growing) return;
    onFile?.(looked.found);
    if (looked.source === null) {
      this.#places.set(name, { ...from, done, reason: looked.found.reason });
      yield { messages: [], cursor: this.#cursor() };
      return;
    }
    const whole = size === from.offset && settled ? done : null;
    const place = growing ? from : START;
    yield* this.#read(name, {
      source: looked.source,
      path,
      from: { ...place, done: whole },
      settled,
    });
    const at = this.#places.get(name) ?? from;
    this.#places.set(name, { ...at, done: settled ? done : null });
    yield { messages: [], cursor: this.#cursor() };
  }

  async *#read(
    name: string,
    {
      source,
      path,
      from,
      settled,
    }: { source: ByteSource; path: string; from: Place; settled: boolean },
  ): AsyncGenerator<LiveBatch> {
    const { offset, line } = from;
    const reading = { source: path, offset, line, growing: !settled };
    const set = async (change: Partial<Place>) => {
      const before = this.#places.get(name) ?? from;
      const after = { ...before, done: null, reason: null, ...change };
      this.#places.set(name, { ...after, ...(await markOfFile(path, after.offset)) });
    };
    await set({ offset, line });
    try {
      for await (const batch of source.lines?.(reading) ??
        jsonLines(source.open(offset), reading)) {
        await set({ offset: batch.endOffset, line: batch.endLine });
        yield { messages: batch.lines, cursor: this.#cursor(), source: path };
      }
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      await set({ reason: error.message });
    }
  }

  #cursor(): string {
    return JSON.stringify({ files: Object.fromEntries(this.#places) });
  }
}

const START: Place = { offset: 0, line: 0, mark: "", markBytes: 0, done: null, reason: null };

/** The place that is held, or the start where what was read is no longer there. */
async function goOn(path: string, held: Place, size: number): Promise<Place> {
  if (size < held.offset) return START;
  const { mark, markBytes } = await markOfFile(path, held.markBytes);
  return mark === held.mark && markBytes === held.markBytes ? held : START;
}

async function markOfFile(path: string, bytes: number) {
  const file = await open(path);
  try {
    return await markOf(file, bytes);
  } finally {
    await file.close();
  }
}

function readPlaces(cursor: string | null): Map<string, Place> {
  if (cursor === null || cursor === "") return new Map();
  try {
    const read = FolderCursor.safeParse(JSON.parse(cursor));
    return new Map(Object.entries(read.data?.files ?? {}));
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}
