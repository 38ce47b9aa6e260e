import { modules, thread, webWorker } from "../../scripts/rollup-parts.mjs";

export default [
  ...modules(import.meta.dirname, {
    index: "src/index.ts",
    error: "src/error.ts",
    "seal/index": "src/seal/index.ts",
    "node/index": "src/node/index.ts",
    "duckdb/index": "src/duckdb/index.ts",
    "web/index": "src/web/index.ts",
    "nats/index": "src/nats/index.ts",
    "postgres/index": "src/postgres/index.ts",
    "synthetic/index": "src/synthetic/index.ts",
    "testing/index": "src/testing/index.ts",
  }),
  thread(import.meta.dirname, "node/parse-worker"),
  thread(import.meta.dirname, "node/job-worker"),
  webWorker(import.meta.dirname, "worker/index"),
];
