import type { DuckDBConnection } from "@duckdb/node-api";
import type { NameTable } from "./name-table.js";

/** Nothing was written: the file was written anew, and another writer has it. */
export class RetiredWriter extends Error {
  override readonly name = "RetiredWriter";
}

/** The one connection that writes: transactions run one after the other, in the order in which they were asked for. */
export class Writer {
  readonly #connection: DuckDBConnection;
  readonly #names: NameTable;
  #last: Promise<unknown> = Promise.resolve();
  #retired = false;

  constructor(connection: DuckDBConnection, names: NameTable) {
    this.#connection = connection;
    this.#names = names;
  }

  /** Runs `write` as one transaction: when this resolves it is durable, when it rejects nothing of it is there. */
  transaction<T>(write: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      if (this.#retired) throw new RetiredWriter();
      return this.#run(write);
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Runs `work` when it is its turn, outside of any transaction; nothing is written after it.
   *
   * @throws what `work` throws; then writing goes on
   */
  retire(work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      await work(this.#connection);
      this.#retired = true;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Waits for what was asked for, then closes. */
  async close(): Promise<void> {
    await this.#last;
    this.#connection.closeSync();
  }

  async #run<T>(write: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    await this.#connection.run("BEGIN");
    try {
      const result = await write(this.#connection);
      // Whatever gave a name, no row may point to one that is not there.
      await this.#names.write(this.#connection);
      await this.#connection.run("COMMIT");
      this.#names.keep();
      return result;
    } catch (cause) {
      this.#names.forget();
      await this.#rollBack(cause);
      throw cause;
    }
  }

  async #rollBack(cause: unknown): Promise<void> {
    try {
      await this.#connection.run("ROLLBACK");
    } catch (failure) {
      // A failed COMMIT has ended the transaction already: only then is there nothing to roll back.
      if (!/no transaction is active|invalidated/i.test(String(failure))) {
        throw new AggregateError([cause, failure], `${String(cause)}; rolling back failed too`);
      }
    }
  }
}
