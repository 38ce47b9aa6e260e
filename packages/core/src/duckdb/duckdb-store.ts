import { CoreError } from "../error.js";
import type { StoreKeys } from "../seal/index.js";
import type { BehaviourQuery, RecordStore, StoreContent } from "../store/record-store.js";
import { aggregate } from "./aggregate.js";
import { type CellRows, readCellRows } from "./cell-rows.js";
import { writeBatch } from "./commit.js";
import { readContent } from "./content.js";
import { duckdbCustomers } from "./customer-store.js";
import { eachBehaviour } from "./each-behaviour.js";
import type { ErasedList } from "./erased-file.js";
import { widened, widenedBy } from "./find-held.js";
import { type ForgetReport, forgetErased } from "./forget-erased.js";
import type { DatabaseOptions } from "./open-database.js";
import { readBehaviourRows } from "./read-behaviour.js";
import { readCheckpoint } from "./read-checkpoint.js";
import {
  readDeadLetters,
  readLetterCounts,
  removeLetters,
  trimLetters,
} from "./read-dead-letters.js";
import { readHistory } from "./read-history.js";
import { readOtherKind } from "./read-other.js";
import { readSpace } from "./read-space.js";
import { type RenewOptions, type RenewReport, renewDataKey } from "./renew-key.js";
import { countRows } from "./rewrite-file.js";
import { Session } from "./session.js";
import { hasStanding } from "./standing-table.js";

/** A store in one DuckDB file. */
export interface DuckdbStore extends RecordStore {
  /** Behaviour rows as columns, for drawing and for caches: no texts are read. */
  cellRows(query: BehaviourQuery): Promise<CellRows>;
  /** Keys of a sealed store, null of one that is not: for what lies beside the store. */
  readonly keys: StoreKeys | null;
  /** Writes the file anew: nothing that was removed is left in its free blocks, or in its log. */
  rewrite(): Promise<void>;
  /**
   * Seals everything under a new data key while others read and write; goes on where a call before it was cut off.
   *
   * @throws CoreError `invalid_input` when the store is not sealed
   */
  renewDataKey(options?: RenewOptions): Promise<RenewReport>;
  /** Writes what the store holds at this moment into a new file, while others read and write. @returns rows by table */
  copyTo(path: string): Promise<Readonly<Record<string, number>>>;
  /** Rows by table. */
  rows(): Promise<Readonly<Record<string, number>>>;
  /** What a list of who was erased has to carry to be of this store. */
  erasedMark(): Promise<string>;
  /** Forgets again whom a later list names. @throws CoreError `invalid_input` when it is of another store */
  forget(list: ErasedList): Promise<ForgetReport>;
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
  const session = await Session.open(path, options);
  let content: Promise<StoreContent> | null = null;
  const write = async <T>(change: Parameters<typeof session.write<T>>[0]): Promise<T> => {
    try {
      return await session.write(change);
    } finally {
      content = null;
    }
  };
  const store: DuckdbStore = {
    takesColumns: true,
    keys: session.keys,
    identity: session.identity,
    customers: duckdbCustomers(session, write),
    commit: (batch) =>
      write(async (connection, ground) => ({
        result: await writeBatch(connection, batch, ground),
        span: (batch.columns ?? []).reduce(
          (span, { at }) => widenedBy(span, at),
          widened(ground.span, batch.records),
        ),
        standings: batch.records.some(hasStanding),
      })),
    checkpoint: (source) =>
      session.read((connection, names) => readCheckpoint(connection, source, names)),
    content() {
      if (content !== null) return content;
      const asked = session.snapshot(readContent);
      content = asked;
      asked.catch(() => {
        if (content === asked) content = null;
      });
      return asked;
    },
    behaviour: (query) =>
      session.read((connection, names) => readBehaviourRows(connection, query, names)),
    eachBehaviour: (query, visit) =>
      session.snapshot((connection, names, inTurn) =>
        eachBehaviour(connection, { query, visit, inTurn }, names),
      ),
    async summary(query) {
      const rows = await session.read((connection, names, inTurn) =>
        aggregate(connection, { query, bucket: null, inTurn }, names),
      );
      return rows.map(({ day: _, ...row }) => row);
    },
    buckets: ({ bucket, ...query }) =>
      session.read((connection, names, inTurn) =>
        aggregate(connection, { query, bucket, inTurn }, names),
      ),
    records: (query) =>
      session.read((connection, names) => readOtherKind(connection, query, names)),
    history: (query = {}) =>
      session.snapshot((connection, names, inTurn) =>
        readHistory(connection, { ...query, inTurn }, names),
      ),
    deadLetters: (query) =>
      session.read((connection, names) => readDeadLetters(connection, query, names)),
    letterCounts: () => session.read((connection) => readLetterCounts(connection)),
    removeDeadLetters: (ids) =>
      write(async (connection, { span }) => ({
        result: await removeLetters(connection, ids),
        span,
      })),
    trimDeadLetters: (limits) =>
      write(async (connection, { span }) => ({
        result: await trimLetters(connection, limits),
        span,
      })),
    cellRows: (query) =>
      session.read((connection, names) => readCellRows(connection, query, names)),
    space: () => session.read(readSpace),
    async compact() {
      await session.read((connection) => connection.run("CHECKPOINT"));
    },
    rewrite: () => session.rewrite(),
    copyTo: (to) => session.copyTo(to),
    rows: () => session.read((connection) => countRows(connection, "cdp")),
    erasedMark: async () => (await session.suppression()).mark,
    async forget(list) {
      try {
        return await forgetErased(session, store, list);
      } finally {
        content = null;
      }
    },
    async renewDataKey(renewing = {}) {
      const [{ keys }, { masterKeys: masters }] = [session, options];
      if (keys !== null && masters !== undefined) {
        return renewDataKey(session, { keys, masters, path }, renewing);
      }
      throw new CoreError("invalid_input", `the store ${path} is not encrypted`);
    },
    probe: () => session.probe(),
    close: () => session.close(),
  };
  return store;
}
