import { CoreError } from "@cdp-whatif/core";
import { SourceError } from "../source/source-error.js";
import { answerOf, type Loaded } from "./answer-of.js";
import type { LoadOptions } from "./load-twin.js";
import type { FromWorker, ToWorker, WireError } from "./protocol.js";

type Ask = Extract<ToWorker, { type: "ask" }>;
type Order = Extract<ToWorker, { type: "load" }>;

const say = (message: FromWorker): void => postMessage(message);

/** A turn of the worker's own loop, so that a `drop` sent meanwhile is heard before the next question. */
function turns(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return () =>
    new Promise((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
}

function onTheWire(thrown: unknown): WireError {
  if (thrown instanceof CoreError || thrown instanceof SourceError) {
    const { code, message, details } = thrown;
    return { code, message, details };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: "worker_failed", message, details: [] };
}

async function answer(loaded: Loaded, ask: Ask): Promise<void> {
  try {
    say({ type: "answer", id: ask.id, answer: await answerOf(loaded, ask) });
  } catch (thrown) {
    say({ type: "refusal", id: ask.id, error: onTheWire(thrown) });
  }
}

/**
 * Makes this thread a worker that loads once and then answers questions, the oldest first; one that is dropped before
 * its turn is never worked on.
 *
 * @param load - loads what it is told to, or throws a `CoreError` or `SourceError`
 */
export function serveQuestions(
  load: (input: Order["input"], options: LoadOptions) => Promise<Loaded>,
): void {
  const waiting: Ask[] = [];
  const nextTurn = turns();
  let loaded: Loaded | null = null;
  let working = false;

  const work = async (): Promise<void> => {
    if (working || loaded === null) return;
    working = true;
    for (await nextTurn(); waiting.length > 0; await nextTurn()) {
      const ask = waiting.shift();
      if (ask) await answer(loaded, ask);
    }
    working = false;
  };

  const open = async ({ input, headers }: Order): Promise<void> => {
    try {
      loaded = await load(input, {
        headers,
        onProgress: (progress) => say({ type: "progress", progress }),
      });
      say({ type: "ready", report: loaded.report });
      await work();
    } catch (thrown) {
      say({ type: "failed", error: onTheWire(thrown) });
    }
  };

  addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    switch (data.type) {
      case "load":
        void open(data);
        break;
      case "ask":
        waiting.push(data);
        void work();
        break;
      case "drop": {
        const at = waiting.findIndex(({ id }) => id === data.id);
        if (at >= 0) waiting.splice(at, 1);
        break;
      }
    }
  });

  say({ type: "hello" });
}
