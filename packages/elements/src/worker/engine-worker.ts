import { CoreError } from "@cdp-whatif/core";
import { SourceError } from "../source/source-error.js";
import { answerOf, type Loaded } from "./answer-of.js";
import { loadInput } from "./load-input.js";
import type { FromWorker, ToWorker, WireError } from "./protocol.js";

type Ask = Extract<ToWorker, { type: "ask" }>;

const say = (message: FromWorker): void => postMessage(message);

/** The questions that wait, oldest first; one that is dropped before its turn is never worked on. */
const waiting: Ask[] = [];
let loaded: Loaded | null = null;
let working = false;

/** A turn of the worker's own loop, so that a `drop` sent meanwhile is heard before the next question. */
const turn = new MessageChannel();
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    turn.port1.onmessage = () => resolve();
    turn.port2.postMessage(null);
  });

function onTheWire(thrown: unknown): WireError {
  if (thrown instanceof CoreError || thrown instanceof SourceError) {
    const { code, message, details } = thrown;
    return { code, message, details };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: "worker_failed", message, details: [] };
}

async function work(): Promise<void> {
  if (working || loaded === null) return;
  working = true;
  for (await nextTurn(); waiting.length > 0; await nextTurn()) {
    const ask = waiting.shift();
    if (!ask) break;
    try {
      say({ type: "answer", id: ask.id, answer: await answerOf(loaded, ask) });
    } catch (thrown) {
      say({ type: "refusal", id: ask.id, error: onTheWire(thrown) });
    }
  }
  working = false;
}

async function load({ input, headers }: Extract<ToWorker, { type: "load" }>): Promise<void> {
  try {
    loaded = await loadInput(input, {
      headers,
      onProgress: (progress) => say({ type: "progress", progress }),
    });
    say({ type: "ready", report: loaded.report });
    await work();
  } catch (thrown) {
    say({ type: "failed", error: onTheWire(thrown) });
  }
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "load":
      void load(data);
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
