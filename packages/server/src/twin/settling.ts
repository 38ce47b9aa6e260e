import { pause } from "../pause.js";

/** Tells when data that change have come to rest. */
export interface Settling {
  /** Something changed. */
  stir(): void;
  /** Resolves once nothing has changed for a while, or it was waited for ten times as long. */
  quiet(): Promise<void>;
}

/** Time for which one waits at most, in `quietMs`. */
const MOST = 10;

/** @param options.quietMs - how long nothing must change; `signal` ends waiting */
export function createSettling({
  quietMs,
  signal,
}: {
  quietMs: number;
  signal: AbortSignal;
}): Settling {
  let stirred = Number.NEGATIVE_INFINITY;
  return {
    stir() {
      stirred = performance.now();
    },
    async quiet() {
      const until = performance.now() + MOST * quietMs;
      for (;;) {
        const rest = Math.min(stirred + quietMs, until) - performance.now();
        if (rest <= 0 || signal.aborted) return;
        await pause(rest, signal);
      }
    },
  };
}
