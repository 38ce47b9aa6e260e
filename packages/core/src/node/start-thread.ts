import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Starts a thread that runs a module, built or in source.
 *
 * @param name - of the module without its ending, relative to `beside`
 * @param beside - `import.meta.url` of the caller: a source starts sources, a build starts builds
 */
export function startThread(name: string, beside: string, options: WorkerOptions): Worker {
  if (!beside.endsWith(".ts")) return new Worker(new URL(`${name}.js`, beside), options);
  // Sources are there only where the project itself is worked on, with its scripts.
  const runner = new URL("../../../../scripts/run-source.mjs", import.meta.url);
  const source = new URL(`${name}.ts`, beside);
  const code = `import { runSource } from "${runner}"; await runSource("${source}");`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), options);
}
