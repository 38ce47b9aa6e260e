export { postgresChanges } from "./postgres-changes.js";
export type { PostgresOptions } from "./postgres-options.js";
