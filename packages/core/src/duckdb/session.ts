import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import type { OpenedKeySet, StoreKeys } from "../seal/index.js";
import type { Suppression } from "../store/suppression.js";
import { addToErasedFile, settleErasedFile } from "./erased-file.js";
import type { Ground, Span } from "./find-held.js";
import type { NameTable } from "./name-table.js";
import { type Database, type DatabaseOptions, openDatabase } from "./open-database.js";
import { Probe } from "./probe.js";
import { ReaderPool } from "./reader-pool.js";
import { copyDatabase, rewriteFile, rewrittenPath } from "./rewrite-file.js";
import { storeError } from "./store-error.js";
import { createTurn, type Turn } from "./turns.js";
import { RetiredWriter, Writer } from "./writer.js";

/** Most queries that run side by side; more wait their turn. */
const MOST_READERS = 4;
/** After these the engine answers nothing more until it is opened again, e.g. no space for folding in the log. */
const FATAL = /FATAL|invalidated/;

interface Parts {
  readonly database: Database;
  readonly writer: Writer;
  readonly readers: ReaderPool;
  readonly probe: Probe;
  span: Span;
  standings: boolean;
}

/** What a transaction does: its result, and the span that rows then have. */
type Change<T> = (
  connection: DuckDBConnection,
  ground: Ground,
) => Promise<{ result: T; span: Span; standings?: boolean }>;

/**
 * A query, with the names that its rows speak of.
 *
 * @param inTurn - for what puts many rows in order: two of these at once may need more memory than there is
 */
export type Read<T> = (connection: DuckDBConnection, names: NameTable, inTurn: Turn) => Promise<T>;

/**
 * An open store file: its connections, and opening it anew after a failure that the engine itself does not outlive.
 *
 * Errors leave here as `CoreError`.
 */
export class Session {
  /** Keys of a sealed store. */
  readonly keys: StoreKeys | null;
  readonly #path: string;
  readonly #options: DatabaseOptions;
  readonly identity: string;
  readonly #inTurn = createTurn();
  readonly #active = new Set<Promise<unknown>>();
  #parts: Promise<Parts>;
  #broken = false;
  #closed = false;

  private constructor(path: string, options: DatabaseOptions, parts: Parts) {
    this.#path = path;
    this.#options = options;
    this.#parts = Promise.resolve(parts);
    this.identity = parts.database.identity;
    this.keys = parts.database.names.keys;
  }

  static async open(path: string, options: DatabaseOptions): Promise<Session> {
    const parts = await openParts(path, options);
    const { suppression } = parts.database;
    if (path !== ":memory:") {
      const list = { mark: suppression.mark, entries: suppression.list() };
      await settleErasedFile(path, list);
    }
    return new Session(path, options, parts);
  }

  read<T>(query: Read<T>): Promise<T> {
    return this.#run("read", ({ readers, database }) =>
      readers.use((connection) => query(connection, database.names, this.#inTurn)),
    );
  }

  /** As `read`, with all statements seeing the store at one moment. */
  snapshot<T>(query: Read<T>): Promise<T> {
    return this.#run("read", ({ readers, database }) =>
      readers.snapshot((connection) => query(connection, database.names, this.#inTurn)),
    );
  }

  /** One transaction: durable when this resolves. `change` gives its result, and the span that rows then have. */
  async write<T>(change: Change<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#write(change);
      } catch (error) {
        if (!(error instanceof RetiredWriter)) throw error;
      }
    }
  }

  /**
   * Writes the file anew, so that nothing that was removed is left in it. Queries go on meanwhile, writes wait; for a moment at the
   * end all wait.
   */
  async rewrite(): Promise<void> {
    if (this.#path === ":memory:" || this.#closed) return;
    let isReplaced = false;
    const before = await this.#parts;
    const { engineKey } = before.database;
    const done = before.writer.retire(async (connection) => {
      try {
        await rewriteFile(connection, this.#path, { engineKey });
      } catch (cause) {
        throw storeError(cause, { path: this.#path, doing: "write anew" });
      }
      // Results that the runtime has not let go of yet keep the engine from folding its log in when it is closed.
      const fold = async () => {
        await connection.run("CHECKPOINT");
      };
      this.#replace(fold, async () => {
        // A log that a reader kept from being folded in would be played back on the new file, which has its rows already.
        if (existsSync(`${this.#path}.wal`)) return;
        await rename(rewrittenPath(this.#path), this.#path);
        isReplaced = true;
      });
    });
    await done;
    await this.#parts;
    if (isReplaced) return;
    throw new CoreError(
      "store_unavailable",
      `the store ${this.#path} could not be written anew, since its log was still in use: it stays as it is; try again`,
    );
  }

  /** Writes what the store holds at this moment into a new file, beside all readers and writers. @returns rows by table */
  copyTo(path: string): Promise<Readonly<Record<string, number>>> {
    return this.#run("copy", async ({ readers, database: { engineKey } }) =>
      readers.use((connection) => copyDatabase(connection, path, { name: "copied", engineKey })),
    );
  }

  /** Who is refused since they were erased. */
  async suppression(): Promise<Suppression> {
    return (await this.#parts).database.suppression;
  }

  /** Notes beside the file who was erased; durable when it resolves. */
  async noteErased(texts: readonly string[], until: number | null): Promise<void> {
    if (this.#path === ":memory:") return;
    const suppression = await this.suppression();
    const entries = suppression.entries(texts, until);
    await addToErasedFile(this.#path, { mark: suppression.mark, entries });
  }

  /** Goes on with other data keys, which stand in the store already. */
  async adoptKeys(set: OpenedKeySet): Promise<void> {
    const { database } = await this.#parts;
    database.names.keys?.adopt(set);
    this.keys?.adopt(set);
  }

  #write<T>(change: Change<T>): Promise<T> {
    return this.#run("write to", (parts) =>
      parts.writer.transaction(async (connection) => {
        const { names, suppression, eventKeys } = parts.database;
        const { span: before, standings } = parts;
        const ground = { names, suppression, eventKeys, span: before, standings };
        const made = await change(connection, ground);
        const { result, span } = made;
        // Should the transaction fail now, the span is too wide, which costs a search and harms nothing.
        parts.span = span;
        parts.standings ||= made.standings === true;
        return result;
      }),
    );
  }

  /** Whether it can be read and written: beside all queries and transactions, which it does not wait for. */
  probe(): Promise<void> {
    return this.#run("write to", ({ probe }) => probe.run());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#active);
    await closeParts(await this.#parts);
  }

  async #run<T>(doing: string, call: (parts: Parts) => Promise<T>): Promise<T> {
    if (this.#closed) {
      throw new CoreError("store_unavailable", `the store ${this.#path} is closed; open it again`);
    }
    if (this.#broken) this.#reopen();
    const running = this.#parts.then(call);
    this.#active.add(running);
    try {
      return await running;
    } catch (cause) {
      if (cause instanceof RetiredWriter) throw cause;
      // What was in memory cannot be opened again: there the failure stays.
      if (FATAL.test(String(cause)) && this.#path !== ":memory:") this.#broken = true;
      throw storeError(cause, { path: this.#path, doing });
    } finally {
      this.#active.delete(running);
    }
  }

  #reopen(): void {
    this.#replace(nothing, nothing);
  }

  /** Opens the file anew, with something done once nobody reads it, and something to the file in between. */
  #replace(quiet: () => Promise<void>, between: () => Promise<void>): void {
    this.#broken = false;
    const [before, active] = [this.#parts, [...this.#active]];
    this.#parts = (async () => {
      await Promise.allSettled(active);
      const parts = await before.catch(() => null);
      if (parts !== null) {
        await quiet();
        await closeParts(parts);
      }
      await between();
      return openParts(this.#path, this.#options);
    })();
    this.#parts.catch(() => {
      this.#broken = true;
    });
  }
}

const nothing = async () => undefined;

async function openParts(path: string, options: DatabaseOptions): Promise<Parts> {
  const database = await openDatabase(path, options);
  const { span, standings, names } = database;
  const writer = new Writer(database.writer, names);
  const readers = new ReaderPool(database.instance, { most: MOST_READERS });
  const probe = await Probe.of(database.instance, path);
  return { database, writer, readers, probe, span, standings };
}

async function closeParts({ writer, readers, probe, database }: Parts): Promise<void> {
  await writer.close();
  probe.close();
  readers.close();
  database.close();
}
