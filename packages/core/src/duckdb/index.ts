export type { CellRows } from "./cell-rows.js";
export { type DuckdbStore, duckdbStore } from "./duckdb-store.js";
export type { DatabaseOptions } from "./open-database.js";
export { openStore } from "./open-store.js";
export { type ParquetFile, parquetFile } from "./parquet-file.js";
