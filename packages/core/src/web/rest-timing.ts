import type { Timing } from "../pipeline/index.js";

/** What a REST source needs of the clock. */
export type RestTiming = Pick<Timing, "sleep" | "now">;

/** The machine's own clock. */
export const machineTiming: RestTiming = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener("abort", done);
    }),
};
