import { MessageChannel } from "node:worker_threads";
import type { ParsedPiece } from "../pipeline/index.js";
import { buffersOfColumns } from "../store/packed-columns.js";
import type { ThreadTask } from "./parse-worker.js";
import { startThread } from "./start-thread.js";

/** Pieces that the thread is ahead: it makes one while another is stored. */
const AHEAD = 1;

/**
 * The thread makes few objects and many bytes: with a small heap for new objects what it is done with is given free early,
 * at no cost that could be measured.
 */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 8 };

type End = { readonly failure: Error | null };

/**
 * Pieces of a file, read and parsed in a thread of its own, which ends with the last piece or when no more are asked for.
 *
 * @throws Error when the thread fails
 */
export async function* parseInThread(task: ThreadTask): AsyncGenerator<ParsedPiece> {
  const worker = startThread("parse-worker", import.meta.url, {
    workerData: task,
    resourceLimits: THREAD_MEMORY,
    name: "cdp-parse",
  });
  const nobody = closedPort();
  const arrived: (ParsedPiece | End)[] = [];
  let wake = () => {};
  const arrive = (message: ParsedPiece | End) => {
    arrived.push(message);
    wake();
  };
  worker.on("message", (piece: ParsedPiece | null) => arrive(piece ?? { failure: null }));
  worker.on("error", (failure) => arrive({ failure }));
  worker.on("exit", (code) => {
    arrive({ failure: new Error(`the parsing thread ended with code ${code}`) });
  });
  for (let i = 0; i < AHEAD; i++) worker.postMessage("next");
  try {
    for (;;) {
      const message = arrived.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ("records" in message) {
        worker.postMessage("next");
        const buffers = message.columns?.flatMap(buffersOfColumns) ?? [];
        yield { ...message, release: () => nobody.postMessage(null, buffers) };
      } else if (message.failure === null) {
        return;
      } else {
        throw message.failure;
      }
    }
  } finally {
    await worker.terminate();
  }
}

/**
 * A port at which nobody listens: what is handed over to it is given free at once. Left to the collector, which sees small
 * objects and not the megabytes behind them, five batches and more wait for it, and leave holes when they go.
 */
function closedPort() {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
