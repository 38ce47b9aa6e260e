import { engineWorker, modules, selfContained } from "../../scripts/rollup-parts.mjs";

const folder = import.meta.dirname;
// Made once, used twice. Core's schemas need a tenth of zod: docs/decision/compact-zod.md.
const worker = engineWorker(folder, {
  minified: true,
  file: "cdp-worker.js",
  instead: { zod: "src/worker/compact-zod/index.ts" },
});

export default [
  ...modules(folder, { index: "src/index.ts" }, [worker]),
  ...selfContained(folder, "src/index.ts", "dist/cdp-elements.js", "cdp-operations.js", [worker]),
];
