import type { Column } from "./column.js";

/** Temporary tables of the writing connection: the keys, and the dead letters, that one batch looks for. */
export const WANTED_SQL = [
  "CREATE TEMP TABLE wanted (key_hash BIGINT)",
  "CREATE TEMP TABLE wanted_letter (id VARCHAR)",
];

export const WANTED_ID_COLUMNS: readonly Column<string>[] = [
  { name: "id", type: "VARCHAR", of: (id) => id },
];
