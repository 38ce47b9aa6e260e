import { type ReplayReport, replayDeadLetters } from "@cdp-whatif/core";
import type { IngestOptions } from "./ingest.js";

/** Which dead letters are tried again; what is omitted means all. */
export interface ReplayChoice {
  readonly rule?: string | undefined;
  readonly source?: string | undefined;
}

export type Replay = (choice: ReplayChoice) => Promise<ReplayReport>;

/** Second tries into one store. */
export function replayInto({ store, catalogue, zone }: IngestOptions): Replay {
  return ({ rule, source }) =>
    replayDeadLetters({
      store,
      catalogue,
      rule,
      source,
      ...(zone !== undefined && { zone }),
    });
}
