import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import { USE_SQL } from "./open-database.js";
import { numberAt, valuesOf } from "./read-value.js";

const TABLE_SQL = "CREATE TABLE IF NOT EXISTS health_probe (round BIGINT)";
const FIRST_ROW_SQL =
  "INSERT INTO health_probe SELECT 0 WHERE NOT EXISTS (SELECT * FROM health_probe)";

/** Which file it is, whatever its name leads to later. */
interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
}

/**
 * Tries whether a database can be read and written, in a table of its own and on a connection of its own: neither long
 * queries nor a long import stand in its way.
 */
export class Probe {
  readonly #instance: DuckDBInstance;
  readonly #path: string;
  readonly #file: FileIdentity | null;
  #connection: DuckDBConnection | undefined;
  #running: Promise<void> | undefined;

  private constructor(instance: DuckDBInstance, path: string, file: FileIdentity | null) {
    this.#instance = instance;
    this.#path = path;
    this.#file = file;
  }

  /** A probe of the database that is open at `path`. */
  static async of(instance: DuckDBInstance, path: string): Promise<Probe> {
    return new Probe(instance, path, path === ":memory:" ? null : await stat(resolve(path)));
  }

  /** Resolves when a row was written durably and read back; the engine's errors as they are. */
  run(): Promise<void> {
    this.#running ??= this.#try().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  close(): void {
    this.#connection?.closeSync();
  }

  async #try(): Promise<void> {
    if (this.#file !== null) await expectSame(this.#path, this.#file);
    const connection = this.#connection ?? (await this.#connect());
    const before = await this.#round(connection);
    await connection.run("UPDATE health_probe SET round = round + 1");
    const after = await this.#round(connection);
    if (after !== before + 1) {
      throw new CoreError(
        "store_unavailable",
        `the store ${this.#path} reads back ${after} where ${before + 1} was written`,
      );
    }
  }

  async #connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    try {
      await connection.run(USE_SQL);
      await connection.run(TABLE_SQL);
      await connection.run(FIRST_ROW_SQL);
    } catch (cause) {
      connection.closeSync();
      throw cause;
    }
    this.#connection = connection;
    return connection;
  }

  async #round(connection: DuckDBConnection): Promise<number> {
    const values = await valuesOf(connection, "SELECT round FROM health_probe");
    return numberAt(values.column(0), 0);
  }
}

/** @throws CoreError `store_unavailable` when the file was removed, replaced or may not be written any more */
async function expectSame(path: string, { dev, ino }: FileIdentity): Promise<void> {
  const file = resolve(path);
  const found = await stat(file).catch((cause: unknown) => {
    throw lost(path, "is gone", cause);
  });
  if (found.ino !== ino || found.dev !== dev) throw lost(path, "was replaced by another");
  await access(file, constants.R_OK | constants.W_OK).catch((cause: unknown) => {
    throw lost(path, "may not be read and written any more", cause);
  });
}

function lost(path: string, what: string, cause?: unknown): CoreError {
  return new CoreError(
    "store_unavailable",
    `the file of the store ${path} ${what} while it is open: what is stored now is lost when the program ends; restore the file, and start it again`,
    [],
    { cause },
  );
}
