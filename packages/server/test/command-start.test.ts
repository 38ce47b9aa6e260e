import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const IMPORT = /^(?:import|export)(?! type)[^;"]*?from "([^"]+)";|^import "([^"]+)";/gm;

/** What a module loads before anything in it runs, packages by name; each with the way there. */
function loaded(start: URL): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const follow = (module: URL, way: string) => {
    for (const [, from, alone] of readFileSync(fileURLToPath(module), "utf8").matchAll(IMPORT)) {
      const name = from ?? alone ?? "";
      const next = name.startsWith(".") ? new URL(name.replace(/\.js$/, ".ts"), module) : null;
      const key = next?.href ?? name;
      if (found.has(key)) continue;
      found.set(key, `${way} > ${name}`);
      if (next !== null) follow(next, `${way} > ${name}`);
    }
  };
  follow(start, "");
  return found;
}

it.each(["run", "program"])(
  "starts the command line (%s) without the engine, a store or a server",
  (name) => {
    const ways = loaded(new URL(`../src/command/${name}.ts`, import.meta.url));
    for (const heavy of [
      "@cdp-whatif/core",
      "@cdp-whatif/core/duckdb",
      "@cdp-whatif/core/node",
      "hono",
    ])
      expect(ways.get(heavy)).toBeUndefined();
    // Otherwise nothing was followed.
    expect(ways.has("@cdp-whatif/core/error")).toBe(true);
  },
);
