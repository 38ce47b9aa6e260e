import { engineWorkers, modules, selfContained } from "../../scripts/rollup-parts.mjs";

const folder = import.meta.dirname;
// Made once, used twice. Core's schemas need a tenth of zod: docs/decision/compact-zod.md.
const workers = engineWorkers(folder, {
  minified: true,
  file: "cdp-worker.js",
  instead: { zod: "src/worker/compact-zod/index.ts" },
});

export default [
  ...modules(folder, { index: "src/index.ts" }, [workers]),
  ...selfContained(folder, {
    source: "src/index.ts",
    file: "dist/cdp-elements.js",
    beside: "cdp-operations.js",
    // Without those of the operations board, which is the second file.
    alike: [
      /^(?!.*operations).*(\.styles|\/tokens|\/controls)\.ts$/,
      /^(?!.*operations).*messages(\.[a-z-]+)?\.ts$/,
    ],
    plugins: [workers],
  }),
];
