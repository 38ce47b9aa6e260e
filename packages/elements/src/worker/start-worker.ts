/// <reference path="./virtual.d.ts" />
import twinEngine from "virtual:twin-worker";
import { SourceError } from "../source/source-error.js";
import { workerFile } from "../worker-file.js";
import { fetchFile } from "./fetch-file.js";
import { type FromWorker, isTwinInput, type WorkerInput } from "./protocol.js";

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

async function fromText(code: string): Promise<Worker> {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return await greeted(new Worker(url));
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A way to start the engine, as it is named where it failed. */
type Way = readonly [name: string, start: () => Promise<Worker>];

/** In order: the text within the script where that suffices, the file, and its text where the file is of another origin. */
function waysToStart(input: WorkerInput, file: URL): Way[] {
  const beside: Way[] = [
    ["as a worker", async () => greeted(new Worker(file))],
    ["fetched and as a blob", async () => fromText(await (await fetchFile(file.href, {})).text())],
  ];
  return isTwinInput(input)
    ? [["from the script, as a blob", () => fromText(twinEngine)], ...beside]
    : beside;
}

/**
 * Starts the engine's worker: for a fitted twin from the script itself, for lines from `cdp-worker.js` beside the script,
 * which also serves twins where the page's content policy forbids workers from blobs.
 *
 * @throws SourceError `worker_refused` when none may run, with the reason of each
 */
export async function startWorker(input: WorkerInput): Promise<Worker> {
  const file = workerFile();
  const reasons: string[] = [];
  let cause: unknown;
  for (const [name, start] of waysToStart(input, file)) {
    try {
      return await start();
    } catch (error) {
      cause = error;
      reasons.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  const needed = isTwinInput(input) ? 'allow "worker-src blob:" or serve' : "serve";
  throw new SourceError(
    "worker_refused",
    `the engine could not be started; ${file.href} was tried (${reasons.join("; ")}). To help, ${needed} cdp-worker.js beside cdp-elements.js, from the same build`,
    [],
    { cause },
  );
}
