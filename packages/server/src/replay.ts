import { type ReplayOptions, type ReplayReport, replayDeadLetters } from "@cdp-whatif/core";

/** Which dead letters are tried again; what is omitted means all. */
export type ReplayChoice = Pick<ReplayOptions, "rule" | "source" | "since" | "until">;

export type Replay = (choice: ReplayChoice) => Promise<ReplayReport>;

/** Second tries into one store, by the rules that stand now. */
export function replayInto(options: Omit<ReplayOptions, keyof ReplayChoice>): Replay {
  return (choice) => replayDeadLetters({ ...options, ...choice });
}
