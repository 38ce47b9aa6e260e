import { CoreError } from "../error.js";
import { memoryStore } from "../store/memory-store.js";
import type { RecordStore } from "../store/record-store.js";
import { type DuckdbStore, duckdbStore } from "./duckdb-store.js";
import type { DatabaseOptions } from "./open-database.js";

/** A store of any kind; one in a file with its keys, and how it is written anew. */
export type OpenedRecordStore = RecordStore & Partial<Pick<DuckdbStore, "keys" | "rewrite">>;

const DUCKDB = "duckdb:";

/**
 * Opens the store that a URL names: `memory:`, or `duckdb:` and the path of a file.
 *
 * @throws CoreError `invalid_input` for another URL; what `duckdbStore` throws
 */
export async function openStore(
  url: string,
  options: DatabaseOptions = {},
): Promise<OpenedRecordStore> {
  if (url === "memory:") return memoryStore();
  if (url.startsWith(DUCKDB) && url.length > DUCKDB.length) {
    return duckdbStore(url.slice(DUCKDB.length), options);
  }
  throw new CoreError(
    "invalid_input",
    `found the store URL ${JSON.stringify(url)}, expected memory: or duckdb: and a path, e.g. duckdb:./cdp.duckdb`,
  );
}
