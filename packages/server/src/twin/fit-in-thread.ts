import { type Catalogue, CoreError, type History, type Twin } from "@cdp-whatif/core";
import { type FitReply, receiveError } from "./message.js";
import { startWorker } from "./worker-file.js";

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
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(new CoreError("aborted", "the fit was stopped"));
      void worker.terminate();
    };
    signal.addEventListener("abort", stop, { once: true });
    worker.on("exit", () => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    worker.on("message", (reply: FitReply) => {
      if ("twin" in reply) resolve(reply.twin);
      else reject(receiveError(reply.error));
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`the fitting thread ended with code ${code}`)));
  });
}
