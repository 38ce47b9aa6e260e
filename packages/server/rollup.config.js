import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { executable, modules, thread } from "../../scripts/rollup-parts.mjs";

const folder = import.meta.dirname;
const workers = join(folder, "src/worker");
const workerNames = (existsSync(workers) ? readdirSync(workers) : [])
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => file.slice(0, -".ts".length));

export default [
  ...modules(folder, { index: "src/index.ts", cli: "src/cli.ts" }, [executable("cli.js")]),
  ...workerNames.map((name) => thread(folder, `worker/${name}`, ["@cdp-whatif/core"])),
];
