/** Checks that what pages load stays small: the one script with the engine for fitted twins in it, and what is beside it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../steps.mjs";

/** Most bytes after gzip (docs/decision/script-size.md). */
const MOST = { "cdp-elements.js": 120_000, "cdp-operations.js": 12_000, "cdp-worker.js": 105_000 };

const dist = join(root, "packages/elements/dist");
for (const [name, most] of Object.entries(MOST)) {
  const file = join(dist, name);
  const bytes = existsSync(file) ? gzipSync(readFileSync(file), { level: 9 }).length : 0;
  const kept = bytes > 0 && bytes <= most;
  console.log(`${name}: ${bytes === 0 ? "not built" : `${bytes} bytes`}, at most ${most}`);
  if (!kept) process.exitCode = 1;
}
