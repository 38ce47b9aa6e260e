/**
 * Follows a PostgreSQL database into a DuckDB store until it is killed, and says when its state changes.
 *
 * Arguments: store file, address.
 */
import { writeSync } from "node:fs";
import { duckdbStore } from "../../src/duckdb/index.js";
import { unwrapChange } from "../../src/envelope/index.js";
import { systemTiming } from "../../src/node/index.js";
import { runLive } from "../../src/pipeline/index.js";
import { postgresChanges } from "../../src/postgres/index.js";
import { MARKET_COLUMNS } from "./market-table.js";

const [, , path = "", address = ""] = process.argv;
const store = await duckdbStore(path);
await runLive({
  source: postgresChanges({ name: "shop", address, tables: ["public.market"] }),
  store,
  timing: systemTiming,
  signal: new AbortController().signal,
  unwrap: unwrapChange({ columns: MARKET_COLUMNS }),
  retry: { baseMs: 50, capMs: 200 },
  onState: ({ state, read }) => writeSync(1, `${JSON.stringify({ state, read })}\n`),
});
