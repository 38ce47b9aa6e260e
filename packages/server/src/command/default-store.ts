/** Where a store is kept unless `--store` says otherwise. */
export const DEFAULT_STORE = "duckdb:./data/cdp.duckdb";
