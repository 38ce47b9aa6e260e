import { type Analyst, createAnalyst } from "./analyst.js";
import { createJobPool } from "./job-pool.js";
import type { JobReply, StartJobWorker } from "./port.js";

/**
 * Fits, bootstraps and simulates in Web Workers.
 *
 * @param options.startWorker - starts one that runs `@cdp-whatif/core/worker`
 * @param options.workers - at most; `navigator.hardwareConcurrency` is a good number
 */
export function createWebAnalyst({
  startWorker,
  workers,
}: {
  startWorker: () => Worker;
  workers: number;
}): Analyst {
  const start: StartJobWorker = ({ onReply, onEnd }) => {
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<JobReply>) => onReply(data);
    worker.onerror = ({ message }) => {
      worker.terminate();
      onEnd(new Error(message || "the worker's script was refused or could not be read"));
    };
    return { post: (call) => worker.postMessage(call), end: () => worker.terminate() };
  };
  return createAnalyst(createJobPool({ start, workers }));
}
