import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Folder of a data set that may not be copied into the project, for
 * `describe.skipIf(sharedData("x") === null)("… (needs ../shared/data/x)", …)`.
 *
 * @param name - folder below `../shared/data` (or below `data` in the folder named by CDP_SHARED)
 * @returns its path, or null where it is absent
 * @throws Error instead of null when REQUIRE_ALL=1
 */
export function sharedData(name: string): string | null {
  const shared = process.env.CDP_SHARED ?? "../shared";
  const path = resolve(root, shared, "data", name);
  if (existsSync(path)) return path;
  if (process.env.REQUIRE_ALL === "1")
    throw new Error(`found no ${shared}/data/${name}, and REQUIRE_ALL=1 asks for all tests`);
  return null;
}
