/** Checks that what pages load stays small: the one script with the engine for fitted twins in it, and what is beside it. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../steps.mjs";

/** Most bytes after `gzip -9`; Node's zlib cuts its blocks elsewhere (docs/decision/script-size.md). */
const MOST = { "cdp-elements.js": 120_000, "cdp-operations.js": 12_000, "cdp-worker.js": 105_000 };

const dist = join(root, "packages/elements/dist");
for (const [name, most] of Object.entries(MOST)) {
  const file = join(dist, name);
  const input = existsSync(file) ? readFileSync(file) : "";
  const { stdout, error } = spawnSync("gzip", ["-9", "-c"], { input, maxBuffer: 2 ** 24 });
  if (error) throw error;
  const kept = input.length > 0 && stdout.length <= most;
  console.log(
    `${name}: ${input.length > 0 ? `${stdout.length} bytes` : "not built"}, at most ${most}`,
  );
  if (!kept) process.exitCode = 1;
}
