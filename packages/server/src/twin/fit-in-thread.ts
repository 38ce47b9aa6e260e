import type { History, TwinFit, TwinOptions } from "@cdp-whatif/core";
import { startWorker } from "../thread/start-worker.js";
import { replyOf } from "../thread/worker-reply.js";
import { columnsOf } from "./history-columns.js";

/** What the fitting thread is given. */
export interface FitTask extends TwinOptions {
  readonly history: History;
}

/**
 * Fits a twin in a thread of its own, which ends with it.
 *
 * @param task - the columns of its history are handed over, not copied: they are empty afterwards
 * @param options.signal - ends the thread at once
 * @throws CoreError as `learnTwin` does, and `aborted`
 */
export function fitInThread(task: FitTask, { signal }: { signal: AbortSignal }): Promise<TwinFit> {
  const worker = startWorker("fit", {
    workerData: task,
    // What a fit throws away is collected early, since the thread runs beside a server that is at work.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
    transferList: columnsOf(task.history),
  });
  return replyOf<TwinFit>(worker, { what: "the fit", signal });
}
