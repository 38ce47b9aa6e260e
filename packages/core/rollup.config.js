import { modules } from "../../scripts/rollup-parts.mjs";

export default modules(import.meta.dirname, {
  index: "src/index.ts",
  "node/index": "src/node/index.ts",
  "node/parse-worker": "src/node/parse-worker.ts",
  "duckdb/index": "src/duckdb/index.ts",
  "synthetic/index": "src/synthetic/index.ts",
  "testing/index": "src/testing/index.ts",
});
