import { engineWorker, modules, selfContained } from "../../scripts/rollup-parts.mjs";

const folder = import.meta.dirname;

export default [
  ...modules(folder, { index: "src/index.ts" }, [engineWorker(folder, { minified: true })]),
  ...selfContained(folder, "src/index.ts", "dist/cdp-elements.js", [
    engineWorker(folder, { minified: true, file: "cdp-worker.js" }),
  ]),
];
