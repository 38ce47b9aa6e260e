import type { Catalogue, History, Twin } from "@cdp-whatif/core";
import { type FitReply, receiveError } from "./message.js";
import { startWorker } from "./worker-file.js";

/**
 * Fits a twin in a thread of its own, which ends with it.
 *
 * @param history - its columns are handed over, not copied: they are empty afterwards
 * @throws CoreError as `fitTwin` does
 */
export function fitInThread(history: History, catalogue: Catalogue): Promise<Twin> {
  const columns = history.cells.flatMap(({ days, people, shares }) => [days, people, shares]);
  const worker = startWorker("fit", {
    workerData: { history, catalogue },
    transferList: [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))],
  });
  return new Promise((resolve, reject) => {
    worker.on("message", (reply: FitReply) => {
      if ("twin" in reply) resolve(reply.twin);
      else reject(receiveError(reply.error));
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`the fitting thread ended with code ${code}`)));
  });
}
