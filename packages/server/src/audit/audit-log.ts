import { type FileHandle, mkdir, open, truncate } from "node:fs/promises";
import { CoreError, reasonOf } from "@cdp-whatif/core/error";
import { type AuditFile, agedFiles, auditFiles, makeAuditFile, removeFiles } from "./audit-file.js";
import type { AuditEvent, ChainEnd } from "./entry.js";
import { endOf, NO_HEAD, readHead, writeHead } from "./head.js";
import type { AuditPlace, AuditSettings } from "./options.js";
import { PendingLines } from "./pending-lines.js";
import { chainEnd, linesOf } from "./verify.js";

const MS_PER_DAY = 86_400_000;
/** Entries that wait while nothing can be written; more are lost, and the number of them is told. */
const MOST_WAITING = 100_000;
const AT_ONCE = 64;

/** How an audit log is. */
export interface AuditState {
  /** Why the last write failed; null when it did not. */
  readonly failure: string | null;
  readonly waiting: number;
  /** Entries that were lost since the start, because too many waited. */
  readonly lost: number;
  readonly last: number;
}

/** An open log that entries are added to. */
export interface AuditLog {
  /** Adds an entry; it is on disk within the time of the settings. Costs a call no more than that. */
  add(event: AuditEvent): void;
  /** Resolves when everything that was added is on disk. @throws what the disk says */
  flush(): Promise<void>;
  state(): AuditState;
  close(): Promise<void>;
}

/** What a log is opened with. */
export interface AuditLogOptions extends AuditPlace, AuditSettings {
  readonly now: () => number;
  readonly onFailure?: (reason: string) => void;
}

/**
 * Opens a log in a folder, made when it is not there, and goes on with its chain.
 *
 * An entry that a crash cut off is taken away, which an entry of its own says; nothing else is ever changed. A log that does not
 * verify up to its end goes on after its last good entry in a file of its own, so that the fault stays where it is.
 *
 * @throws what the disk says
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { folder, now, syncMs, onFailure } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const started = await begin(options);
  const writer = new AuditWriter(options, started);
  const { key } = options;
  let end = started.end;
  let pending = new PendingLines();
  /** What is being written, or could not be. */
  let writing = new PendingLines();
  // Chained a few at a time: that costs half of what it does between two answers, each of which empties the processor's caches.
  let unchained: AuditEvent[] = [...started.notes];
  const chainAll = () => {
    const events = unchained;
    unchained = [];
    for (const event of events) end = pending.add(event, { end, key });
  };
  let [failure, lost, closed]: [string | null, number, boolean] = [null, 0, false];
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  const waiting = () => unchained.length + pending.count + writing.count;
  const writeOnce = async () => {
    chainAll();
    if (writing.count === 0) [writing, pending] = [pending, writing];
    if (writing.count === 0) return;
    try {
      await writer.write(writing);
      writing.clear();
      failure = null;
    } catch (error) {
      if (failure === null) onFailure?.(reasonOf(error));
      failure = reasonOf(error);
      arm();
      throw error;
    }
  };
  const write = async () => {
    const hadFailed = writing.count > 0;
    await writeOnce();
    if (hadFailed) await writeOnce();
  };
  const inTurn = () => {
    const turn = last.then(write);
    last = turn.catch(() => undefined);
    return turn;
  };
  const arm = () => {
    if (timer !== undefined || closed) return;
    timer = setTimeout(() => {
      timer = undefined;
      inTurn().catch(() => undefined);
    }, syncMs);
    timer.unref();
  };
  if (waiting() > 0) arm();
  return {
    add(event) {
      if (waiting() >= MOST_WAITING) {
        lost += 1;
        return;
      }
      unchained.push(event);
      if (unchained.length >= AT_ONCE) chainAll();
      arm();
    },
    flush: inTurn,
    state: () => ({
      failure,
      waiting: waiting(),
      lost,
      last: writer.end.sequence,
    }),
    async close() {
      closed = true;
      clearTimeout(timer);
      if (lost > 0) unchained.push(note(now(), "audit.lost", { entries: lost }));
      try {
        await inTurn();
      } finally {
        await writer.close();
      }
    },
  };
}

/** What the log says of itself. */
function note(at: number, action: string, detail: AuditEvent["detail"]): AuditEvent {
  return {
    at: new Date(at).toISOString(),
    kind: "log",
    client: null,
    action,
    subject: null,
    status: null,
    outcome: "done",
    requestId: null,
    bytes: null,
    ...(detail !== undefined && { detail }),
  };
}

interface Started {
  readonly end: ChainEnd;
  readonly first: number;
  readonly before: string;
  readonly file: AuditFile | null;
  readonly notes: readonly AuditEvent[];
}

/** Finds the end of the chain. */
async function begin(options: AuditLogOptions): Promise<Started> {
  const { folder, key, now } = options;
  const notes: AuditEvent[] = [];
  const cut = await cutTornLine(folder);
  if (cut > 0) notes.push(note(now(), "audit.torn", { bytes: cut }));
  const files = await auditFiles(folder);
  const found = await readHead(folder, key).catch((error: unknown) => {
    if (!(error instanceof CoreError)) throw error;
    notes.push(note(now(), "audit.broken", { fault: "head.json was changed" }));
    return null;
  });
  if (found === null && notes.length === 0 && files.length > 0)
    notes.push(note(now(), "audit.broken", { fault: "head.json was removed" }));
  const head = found ?? (await headOf(files));
  const { end, fault } = await chainEnd(options, endOf(head));
  if (fault !== null) notes.push(note(now(), "audit.broken", { fault }));
  // After a fault a new file begins: nothing is appended to what was tampered with.
  const file = fault === null ? (files.at(-1) ?? null) : null;
  return { end, first: head.first, before: head.before, file, notes };
}

/** Where a chain begins by its first line, for want of a head. */
async function headOf(files: readonly AuditFile[]): Promise<typeof NO_HEAD> {
  const [file] = files;
  if (file === undefined) return NO_HEAD;
  for await (const line of linesOf(file.path)) {
    const [, first, before] = /^\{"sequence":(\d+),.*"previous":"([0-9a-f]{64})"/.exec(line) ?? [];
    if (first === undefined || before === undefined) break;
    return { first: Number(first), before, last: Number(first) - 1, hash: before };
  }
  return NO_HEAD;
}

/** Takes away what a crash left of an entry at the end of the last file. @returns its bytes */
async function cutTornLine(folder: string): Promise<number> {
  const file = (await auditFiles(folder)).at(-1);
  if (file === undefined) return 0;
  const handle = await open(file.path, "r");
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, 65_536));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const torn = tail.length - (tail.lastIndexOf(10) + 1);
    if (torn > 0) await truncate(file.path, size - torn);
    return torn;
  } finally {
    await handle.close();
  }
}

/** Appends batches of entries: one write and one sync for each, then the head. */
class AuditWriter {
  readonly #options: AuditLogOptions;
  #end: ChainEnd;
  #first: number;
  #before: string;
  #file: AuditFile | null;
  #handle: FileHandle | null = null;
  #size = 0;

  constructor(options: AuditLogOptions, { end, first, before, file }: Started) {
    this.#options = options;
    this.#end = end;
    this.#first = first;
    this.#before = before;
    this.#file = file;
  }

  get end(): ChainEnd {
    return this.#end;
  }

  async write({ bytes, end }: PendingLines): Promise<void> {
    if (end === null) return;
    // Where only the head could not be written, the lines are there already.
    if (end.sequence > this.#end.sequence) await this.#append(bytes);
    this.#end = end;
    const { folder, key } = this.#options;
    await writeHead(folder, this.#marks(), key);
  }

  async #append(bytes: Buffer): Promise<void> {
    const handle = await this.#opened();
    try {
      await handle.write(bytes, 0, bytes.length, this.#size);
      await handle.datasync();
    } catch (error) {
      // Part of it may be there: it is written over by the next try, which begins at the same place.
      await handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
    this.#size += bytes.length;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  #marks() {
    const { sequence, hash } = this.#end;
    return { first: this.#first, before: this.#before, last: sequence, hash };
  }

  async #opened(): Promise<FileHandle> {
    const { folder, now, fileBytes } = this.#options;
    const day = new Date(now()).toISOString().slice(0, 10);
    if (this.#file !== null && this.#handle === null) {
      this.#handle = await open(this.#file.path, "r+");
      this.#size = (await this.#handle.stat()).size;
    }
    const full = this.#size >= fileBytes || this.#file?.day !== day;
    if (this.#handle !== null && !full) return this.#handle;
    const made = await makeAuditFile(folder, { day, first: this.#end.sequence + 1 });
    await this.#handle?.close();
    this.#handle = made.handle;
    this.#file = made.file;
    this.#size = 0;
    await this.#forget();
    return this.#handle;
  }

  /** Removes what is older than it is kept for: the head first, so that a crash in between shows no gap. */
  async #forget(): Promise<void> {
    const { folder, now, keepDays, key } = this.#options;
    const beforeDay = new Date(now() - keepDays * MS_PER_DAY).toISOString().slice(0, 10);
    const files = await auditFiles(folder);
    const aged = agedFiles(files, beforeDay);
    const first = files[aged.length];
    if (aged.length === 0 || first === undefined) return;
    for await (const line of linesOf(first.path)) {
      this.#before = /"previous":"([0-9a-f]{64})"/.exec(line)?.[1] ?? this.#before;
      this.#first = first.first;
      break;
    }
    await writeHead(folder, this.#marks(), key);
    await removeFiles(aged);
  }
}
