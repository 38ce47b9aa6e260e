export type { CellRows } from "./cell-rows.js";
export { type DuckdbStore, duckdbStore } from "./duckdb-store.js";
export { encryptStore } from "./encrypt-store.js";
export { readStoreKeys } from "./key-file.js";
export type { DatabaseOptions } from "./open-database.js";
export { type OpenedRecordStore, openStore } from "./open-store.js";
export { type ParquetFile, parquetFile } from "./parquet-file.js";
