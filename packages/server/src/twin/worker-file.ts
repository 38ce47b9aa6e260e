import type { Worker, WorkerOptions } from "node:worker_threads";
import { startThread } from "@cdp-whatif/core/node";

/** Starts the thread whose code is `src/worker/<name>`. */
export function startWorker(
  name: "anomaly" | "fit" | "simulate" | "track",
  options: WorkerOptions = {},
): Worker {
  return startThread(`../worker/${name}`, import.meta.url, { name: `cdp-${name}`, ...options });
}
