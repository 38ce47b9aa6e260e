import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Starts a thread that runs a module, built or in source.
 *
 * @param name - of the module without its ending, relative to `beside`
 * @param beside - `import.meta.url` of the caller: a source starts sources, a build starts builds
 */
export function startThread(name: string, beside: string, options: WorkerOptions): Worker {
  if (!beside.endsWith(".ts")) return new Worker(new URL(`${name}.js`, beside), options);
  // Sources are run by tsx, which each thread has to be told anew.
  const manifest = createRequire(import.meta.url).resolve("tsx/package.json");
  const tsx = new URL("dist/esm/api/index.mjs", pathToFileURL(manifest));
  const source = new URL(`${name}.ts`, beside);
  const code = `import { register } from "${tsx}"; register(); await import("${source}");`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), {
    ...options,
    execArgv: ["--conditions=source"],
  });
}
