/**
 * Prints what a DuckDB store holds.
 *
 *     node bench/work/store-content.mjs DATABASE
 */
import { duckdbStore } from "@cdp-whatif/core/duckdb";

const [database = ""] = process.argv.slice(2);
const store = await duckdbStore(database);
const { records, deadLetters } = await store.content();
await store.close();
console.log(JSON.stringify({ records, deadLetters }));
