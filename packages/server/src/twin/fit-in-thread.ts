import type { Catalogue, History, Twin } from "@cdp-whatif/core";
import { startWorker } from "../thread/start-worker.js";
import { replyOf } from "../thread/worker-reply.js";

/**
 * Fits a twin in a thread of its own, which ends with it.
 *
 * @param history - its columns are handed over, not copied: they are empty afterwards
 * @param options.signal - ends the thread at once
 * @throws CoreError as `fitTwin` does, and `aborted`
 */
export function fitInThread(
  history: History,
  { catalogue, signal }: { catalogue: Catalogue; signal: AbortSignal },
): Promise<Twin> {
  const columns = history.cells.flatMap(({ days, people, shares }) => [days, people, shares]);
  const worker = startWorker("fit", {
    workerData: { history, catalogue },
    // What a fit throws away is collected early, since the thread runs beside a server that is at work.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
    transferList: [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))],
  });
  return replyOf<Twin>(worker, { what: "the fit", signal });
}
