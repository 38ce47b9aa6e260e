import { runLive, type SourceState, type Timing } from "../pipeline/index.js";
import type { LiveSource } from "../source/index.js";
import type { RecordStore } from "../store/record-store.js";

/** A live source that runs in a test. */
export interface Run {
  /** States that it has been in, in their order. */
  readonly states: readonly SourceState["state"][];
  /** Resolves as soon as its state is as wanted; rejects with the states so far when it is not within a minute. */
  until(wanted: (state: SourceState) => boolean): Promise<SourceState>;
  /** Stops it; resolves with its last state. */
  stop(): Promise<SourceState>;
}

const LONGEST_WAIT_MS = 60_000;

const timing: Timing = {
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
  random: Math.random,
  now: Date.now,
};

/** Runs a source into a store, with short waits. */
export function runHere(source: LiveSource, store: RecordStore): Run {
  const states: SourceState["state"][] = [];
  const waiting = new Set<(state: SourceState) => void>();
  const stopping = new AbortController();
  let last: SourceState | undefined;
  const ended = runLive({
    source,
    store,
    timing,
    signal: stopping.signal,
    retry: { baseMs: 20, capMs: 60 },
    onState(state) {
      last = state;
      if (states.at(-1) !== state.state) states.push(state.state);
      for (const look of waiting) look(state);
    },
  });
  return {
    states,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (state: SourceState) => {
          if (!wanted(state)) return;
          clearTimeout(limit);
          waiting.delete(look);
          resolve(state);
        };
        const limit = setTimeout(() => {
          waiting.delete(look);
          reject(
            new Error(
              `not in the wanted state; states: ${states.join(", ")}; last: ${JSON.stringify(last)}`,
            ),
          );
        }, LONGEST_WAIT_MS);
        waiting.add(look);
        if (last !== undefined) look(last);
      }),
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
