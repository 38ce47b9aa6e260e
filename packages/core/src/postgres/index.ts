export { type PostgresOptions, postgresChanges } from "./postgres-changes.js";
