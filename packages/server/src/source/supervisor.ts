import { type LiveOptions, runLive, type SourceState } from "@cdp-whatif/core";
import type { DefinedSource } from "./source-kind.js";

/** Runs live sources beside the server. */
export interface Supervisor {
  /** How each source is, in the order of the configuration. */
  states(): SourceState[];
  start(): void;
  /** Stops all; resolves when what they had read is durable. */
  close(): Promise<void>;
}

/** What a supervisor hands on to each run. */
export type SupervisorOptions = Omit<LiveOptions, "source" | "unwrap" | "signal" | "onState"> & {
  readonly onFailure?: (state: SourceState) => void;
};

/** Keeps live sources running, each on its own: one that fails or is given up leaves the others alone. */
export function createSupervisor(
  sources: readonly DefinedSource[],
  { onFailure, ...options }: SupervisorOptions,
): Supervisor {
  const stopping = new AbortController();
  const states = new Map<string, SourceState>();
  let running: Promise<unknown> = Promise.resolve();
  return {
    states: () => [...states.values()],
    start() {
      running = Promise.all(
        sources.map((defined) =>
          runLive({
            ...options,
            ...defined,
            signal: stopping.signal,
            onState(state) {
              states.set(state.name, state);
              if (state.state === "failing" || state.state === "given_up") onFailure?.(state);
            },
          }),
        ),
      );
      running.catch(() => undefined);
    },
    async close() {
      stopping.abort();
      await running;
    },
  };
}
