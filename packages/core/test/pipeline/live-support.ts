import { type LiveOptions, runLive, type SourceState } from "../../src/pipeline/index.js";
import type { LiveBatch, LiveOpening, LiveSource } from "../../src/source/index.js";
import { memoryStore } from "../../src/store/memory-store.js";
import type { RecordStore } from "../../src/store/record-store.js";
import { marketMessage } from "../../src/testing/market-message.js";

type Step = LiveBatch | Error | "wait" | "open";

export const lines = (...numbers: number[]) => numbers.map(marketMessage);

/** A source that plays one list of steps each time that it is opened, and then ends. */
export function scripted(...plays: readonly Step[][]) {
  const cursors: (string | null)[] = [];
  const source: LiveSource = {
    name: "script",
    kind: "iterable",
    async *open({ cursor, signal, onOpen }: LiveOpening) {
      cursors.push(cursor);
      for (const step of plays[cursors.length - 1] ?? []) {
        if (signal.aborted) return;
        if (step instanceof Error) throw step;
        if (step === "open") onOpen();
        else if (step === "wait") await new Promise((go) => signal.addEventListener("abort", go));
        else yield step;
      }
    },
  };
  return { source, cursors };
}

/** A clock that moves only while somebody sleeps. */
export function fakeTiming(random = 0.5) {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    timing: {
      sleep: async (milliseconds: number) => {
        waits.push(milliseconds);
        now += milliseconds;
      },
      random: () => random,
      now: () => now,
    },
  };
}

export function run(source: LiveSource, options: Partial<LiveOptions> = {}) {
  const seen: SourceState[] = [];
  const stop = new AbortController();
  const store = options.store ?? memoryStore();
  const ended = runLive({
    source,
    store,
    timing: fakeTiming().timing,
    signal: stop.signal,
    ...options,
    onState: (state) => seen.push(state),
  });
  const changes = () =>
    seen.map(({ state }) => state).filter((state, i, all) => i === 0 || state !== all[i - 1]);
  return { ended, seen, changes, stop, store };
}

/** A memory store whose n-th commit fails. */
export function failingStore(failing: (commit: number) => boolean) {
  const store = memoryStore();
  let commits = 0;
  return {
    ...store,
    commit: async (batch: Parameters<RecordStore["commit"]>[0]) => {
      commits += 1;
      if (failing(commits)) throw new Error("the disk is full");
      return store.commit(batch);
    },
  };
}

export const stored = async (store: RecordStore) =>
  (await store.records({ kind: "market" }))
    .map(({ units }) => units)
    .sort((a, b) => Number(a) - Number(b));
