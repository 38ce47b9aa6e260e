import type { Worker, WorkerOptions } from "node:worker_threads";
import { startThread } from "@cdp-whatif/core/node";

/** The threads that there are. */
export type WorkerName = "anomaly" | "fit" | "live" | "simulate" | "track";

/** Starts the thread whose code is `src/worker/<name>`. */
export function startWorker(name: WorkerName, options: WorkerOptions = {}): Worker {
  return startThread(`../worker/${name}`, import.meta.url, { name: `cdp-${name}`, ...options });
}
