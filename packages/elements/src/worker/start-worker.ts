/// <reference path="./virtual.d.ts" />
import code from "virtual:engine-worker";
import { SourceError } from "../source/source-error.js";
import type { FromWorker } from "./protocol.js";

const says = (event: MessageEvent<FromWorker>) => event.data.type === "hello";

/** Resolves when the worker greets; rejects when its script was refused or broke before that. */
function greeted(worker: Worker): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const stop = new AbortController();
    const { signal } = stop;
    worker.addEventListener(
      "message",
      (event: MessageEvent<FromWorker>) => {
        if (!says(event)) return;
        stop.abort();
        resolve(worker);
      },
      { signal },
    );
    worker.addEventListener(
      "error",
      (event) => {
        stop.abort();
        worker.terminate();
        reject(new Error(event.message || "the worker's script was refused"));
      },
      { signal },
    );
  });
}

async function fromBlob(): Promise<Worker> {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return await greeted(new Worker(url));
  } finally {
    URL.revokeObjectURL(url);
  }
}

const fromFile = async (url: URL): Promise<Worker> => greeted(new Worker(url));

/**
 * Starts the engine's worker: from a blob, or where the page's content policy forbids that, from
 * `cdp-worker.js` beside the script.
 *
 * @throws SourceError `worker_refused` when neither may run, with both reasons
 */
export async function startWorker(): Promise<Worker> {
  const beside = new URL("cdp-worker.js", import.meta.url);
  try {
    return await fromBlob();
  } catch (blobError) {
    try {
      return await fromFile(beside);
    } catch (fileError) {
      const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));
      throw new SourceError(
        "worker_refused",
        `this page's content policy lets no worker start: from a blob: ${reason(blobError)}; from ${beside.pathname}: ${reason(fileError)}. Allow "worker-src blob:" or serve cdp-worker.js beside cdp-elements.js`,
        [],
        { cause: fileError },
      );
    }
  }
}
