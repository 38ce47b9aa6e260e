import { DuckDBInstance } from "@duckdb/node-api";
import { CoreError } from "../error.js";
import { storeError } from "./store-error.js";

/**
 * Keeps a store file from being opened for writing, without opening it as a store: for who puts another file in its place.
 *
 * @returns gives it free; a file that is no database any more is kept from nobody
 * @throws CoreError `store_locked` when another process has it
 */
export async function holdStore(path: string): Promise<() => void> {
  const instance = await DuckDBInstance.create(":memory:", { autoload_known_extensions: "false" });
  try {
    const connection = await instance.connect();
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS held (READ_ONLY)`);
  } catch (cause) {
    const error = storeError(cause, { path, doing: "replace" });
    if (error instanceof CoreError && error.code === "store_locked") {
      instance.closeSync();
      throw error;
    }
  }
  return () => instance.closeSync();
}
