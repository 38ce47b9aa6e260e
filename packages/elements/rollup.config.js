import { engineWorker, modules, selfContained } from "../../scripts/rollup-parts.mjs";

const folder = import.meta.dirname;
const worker = engineWorker(folder, { minified: true, file: "cdp-worker.js" }); // made once, used twice

export default [
  ...modules(folder, { index: "src/index.ts" }, [worker]),
  ...selfContained(folder, "src/index.ts", "dist/cdp-elements.js", [worker]),
];
