import { CoreError } from "../error.js";
import type { BehaviourQuery, RecordStore, StoreContent } from "../store/record-store.js";
import { aggregate } from "./aggregate.js";
import { type CellRows, readCellRows } from "./cell-rows.js";
import { writeBatch } from "./commit.js";
import { readContent } from "./content.js";
import { widened } from "./find-held.js";
import { type DatabaseOptions, openDatabase } from "./open-database.js";
import { readBehaviourRows } from "./read-behaviour.js";
import { readCheckpoint } from "./read-checkpoint.js";
import { readDeadLetters, removeLetters } from "./read-dead-letters.js";
import { readHistory } from "./read-history.js";
import { readOtherKind } from "./read-other.js";
import { ReaderPool } from "./reader-pool.js";
import { storeError } from "./store-error.js";
import { Writer } from "./writer.js";

/** Most queries that run side by side; more wait their turn. */
const MOST_READERS = 4;

/** A store in one DuckDB file. */
export interface DuckdbStore extends RecordStore {
  /** Behaviour rows as columns, for drawing and for caches: no texts are read. */
  cellRows(query: BehaviourQuery): Promise<CellRows>;
  /** Folds the write-ahead log into the file; happens by itself, too. */
  compact(): Promise<void>;
}

/**
 * Opens a store in one DuckDB file, made when it is not there, or in memory (`:memory:`).
 *
 * A commit is one transaction, in the file's write-ahead log before it resolves. One process at a time has the file.
 *
 * @param path - named in messages as given
 * @throws CoreError `store_locked` | `store_version` | `store_unavailable` | `store_full`, also from every call
 */
export async function duckdbStore(
  path: string,
  options: DatabaseOptions = {},
): Promise<DuckdbStore> {
  const database = await openDatabase(path, options);
  const { names } = database;
  const writer = new Writer(database.writer, names);
  const readers = new ReaderPool(database.instance, { most: MOST_READERS });
  let content: Promise<StoreContent> | null = null;
  let { span } = database;
  let closed = false;

  const guard = async <T>(doing: string, call: () => Promise<T>): Promise<T> => {
    if (closed)
      throw new CoreError("store_unavailable", `the store ${path} is closed; open it again`);
    try {
      return await call();
    } catch (cause) {
      throw storeError(cause, { path, doing });
    }
  };
  const read = <T>(query: Parameters<typeof readers.use<T>>[0]) =>
    guard("read", () => readers.use(query));
  const readAtOnce = <T>(query: Parameters<typeof readers.snapshot<T>>[0]) =>
    guard("read", () => readers.snapshot(query));
  const write = <T>(change: Parameters<typeof writer.transaction<T>>[0]) =>
    guard("write to", async () => {
      try {
        return await writer.transaction(change);
      } finally {
        content = null;
      }
    });

  return {
    commit: (batch) =>
      write(async (connection) => {
        const report = await writeBatch(connection, batch, { names, span });
        // Too wide does no harm: if the transaction fails now, some rows are looked for in vain.
        span = widened(span, batch.records);
        return report;
      }),
    checkpoint: (source) => read((connection) => readCheckpoint(connection, source)),
    content() {
      if (content !== null) return content;
      const asked = readAtOnce((connection) => readContent(connection, names));
      content = asked;
      asked.catch(() => {
        if (content === asked) content = null;
      });
      return asked;
    },
    behaviour: (query) => read((connection) => readBehaviourRows(connection, query, names)),
    async summary(query) {
      const rows = await read((connection) =>
        aggregate(connection, { query, bucket: null }, names),
      );
      return rows.map(({ day: _, ...row }) => row);
    },
    buckets: ({ bucket, ...query }) =>
      read((connection) => aggregate(connection, { query, bucket }, names)),
    records: (query) => read((connection) => readOtherKind(connection, query, names)),
    history: (query = {}) => readAtOnce((connection) => readHistory(connection, query, names)),
    deadLetters: (query) => read((connection) => readDeadLetters(connection, query)),
    removeDeadLetters: (ids) => write((connection) => removeLetters(connection, ids)),
    cellRows: (query) => read((connection) => readCellRows(connection, query, names)),
    async compact() {
      await read((connection) => connection.run("CHECKPOINT"));
    },
    async close() {
      if (closed) return;
      closed = true;
      await writer.close();
      readers.close();
      database.close();
    },
  };
}
