import { Worker, type WorkerOptions } from "node:worker_threads";

/** Sources run through tsx, which a thread has to be told; builds run as they are. */
const fromSource = import.meta.url.endsWith(".ts");

/** Starts the thread whose code is `src/worker/<name>`. */
export function startWorker(name: "fit" | "simulate", options: WorkerOptions = {}): Worker {
  const url = new URL(`../worker/${name}.${fromSource ? "ts" : "js"}`, import.meta.url);
  const execArgv = fromSource ? ["--import", "tsx", "--conditions=source"] : [];
  return new Worker(url, { name: `cdp-${name}`, execArgv, ...options });
}
