import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

/** Starts the thread whose code is `src/worker/<name>`. */
export function startWorker(name: "fit" | "simulate", options: WorkerOptions = {}): Worker {
  const named = { name: `cdp-${name}`, ...options };
  if (!import.meta.url.endsWith(".ts")) {
    return new Worker(new URL(`../worker/${name}.js`, import.meta.url), named);
  }
  return startFromSource(new URL(`../worker/${name}.ts`, import.meta.url), named);
}

/** Sources are run by tsx, which each thread has to be told anew. */
function startFromSource(source: URL, options: WorkerOptions): Worker {
  const manifest = createRequire(import.meta.url).resolve("tsx/package.json");
  const tsx = new URL("dist/esm/api/index.mjs", pathToFileURL(manifest));
  const code = `import { register } from "${tsx}"; register(); await import("${source}");`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    ...options,
    execArgv: ["--conditions=source"],
  });
}
