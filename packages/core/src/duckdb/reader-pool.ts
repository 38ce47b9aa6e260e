import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { USE_SQL } from "./open-database.js";

/** Connections for reading: one query each at a time, since a second one would cut off the first one's stream. */
export class ReaderPool {
  readonly #instance: DuckDBInstance;
  readonly #most: number;
  readonly #idle: DuckDBConnection[] = [];
  readonly #all = new Set<DuckDBConnection>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(instance: DuckDBInstance, { most }: { readonly most: number }) {
    this.#instance = instance;
    this.#most = most;
  }

  /** Lends a connection for as long as `read` runs. */
  async use<T>(read: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    while (this.#busy >= this.#most) await new Promise<void>((wake) => this.#waiting.push(wake));
    this.#busy += 1;
    try {
      const connection = this.#idle.pop() ?? (await this.#connect());
      try {
        return await read(connection);
      } finally {
        this.#idle.push(connection);
      }
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** As `use`, with all statements of `read` seeing the store at one moment. */
  async snapshot<T>(read: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.use(async (connection) => {
      await connection.run("BEGIN TRANSACTION READ ONLY");
      try {
        return await read(connection);
      } finally {
        await connection.run("ROLLBACK");
      }
    });
  }

  close(): void {
    for (const connection of this.#all) connection.closeSync();
    this.#all.clear();
  }

  async #connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    this.#all.add(connection);
    await connection.run(USE_SQL);
    return connection;
  }
}
