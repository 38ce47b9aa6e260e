import { setTimeout } from "node:timers/promises";
import type { Timing } from "../pipeline/index.js";

/** Waiting by the machine's own clock and chance. */
export const systemTiming: Timing = {
  async sleep(milliseconds, signal) {
    try {
      await setTimeout(milliseconds, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  },
  random: Math.random,
  now: Date.now,
};
