import type { Timing } from "../../src/index.js";

/** A clock that stands still but for sleeping, which takes no time of ours. */
export interface VirtualTiming extends Timing {
  /** How long was slept, in order. */
  readonly slept: readonly number[];
}

/**
 * @param options.everyMs - of the source: so long is slept between polls
 * @param options.polls - after so many polls `end` is called
 */
export function virtualTiming({
  everyMs = 60_000,
  polls = Number.POSITIVE_INFINITY,
  end = () => undefined,
}: {
  everyMs?: number;
  polls?: number;
  end?: () => void;
} = {}): VirtualTiming {
  const slept: number[] = [];
  let now = Date.UTC(2026, 2, 5);
  let ended = 0;
  return {
    slept,
    now: () => now,
    random: () => 0.5,
    async sleep(milliseconds) {
      slept.push(milliseconds);
      now += milliseconds;
      if (milliseconds === everyMs) ended += 1;
      if (ended >= polls) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
