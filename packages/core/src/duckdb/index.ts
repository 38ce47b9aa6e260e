export type { CellRows } from "./cell-rows.js";
export { type DuckdbStore, duckdbStore } from "./duckdb-store.js";
export { encryptStore } from "./encrypt-store.js";
export {
  type ErasedList,
  erasedFileOf,
  readErasedFile,
  readErasedFiles,
} from "./erased-file.js";
export type { ForgetReport } from "./forget-erased.js";
export { holdStore } from "./hold-store.js";
export { keyFileOf, readStoreKeys } from "./key-file.js";
export type { DatabaseOptions } from "./open-database.js";
export { type OpenedRecordStore, openStore } from "./open-store.js";
export { type ParquetFile, parquetFile } from "./parquet-file.js";
export { type RenewOptions, RenewReport } from "./renew-key.js";
