import { type IterableMessage, iterableSource, SourceError } from "../../src/source/index.js";
import { type LiveBench, liveSourceContract } from "../../src/testing/index.js";

/** A log in memory that is read as a generator reads it. */
function memoryLog(): LiveBench {
  const log: string[] = [];
  let [taken, away, refused, cuts] = [0, false, false, 0];
  let wake: () => void = () => undefined;
  const changed = () => wake();
  async function* read(
    cursor: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<IterableMessage> {
    if (refused) throw new SourceError("refused: the log was removed", { final: true });
    const before = cuts;
    signal.addEventListener("abort", changed);
    for (let at = Number(cursor ?? 0); !signal.aborted; ) {
      if (away) throw new Error("the log is away: ENOENT");
      if (cuts > before) throw new Error("the log: cut");
      const message = log[at];
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      at += 1;
      taken = Math.max(taken, at);
      yield { message, cursor: String(at) };
    }
  }
  return {
    source: () =>
      iterableSource({ name: "log", open: ({ cursor, signal }) => read(cursor, signal) }),
    async send(messages) {
      log.push(...messages);
      changed();
    },
    delivered: () => taken,
    async cut() {
      cuts += 1;
      changed();
    },
    async stop() {
      away = true;
      changed();
    },
    async start() {
      away = false;
    },
    async refuse() {
      refused = true;
    },
    async close() {},
  };
}

liveSourceContract("iterable", { create: async () => memoryLog(), mostBuffered: 2_500 });
