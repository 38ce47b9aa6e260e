import {
  CoreError,
  type IngestReport,
  type Query,
  type RecordAnswers,
  simulateRequest,
  simulationParameters,
  type Twin,
} from "@cdp-whatif/core";
import type { ToWorker } from "./protocol.js";

/** What a worker has loaded. */
export interface Loaded {
  readonly records: RecordAnswers;
  /** Why there is none, where the data do not suffice for one. */
  readonly twin: Twin | CoreError;
  /** Null for a twin, which has no lines. */
  readonly report: IngestReport | null;
}

function expectTwin({ twin }: Loaded): Twin {
  if (twin instanceof CoreError) throw twin;
  return twin;
}

/**
 * Answers a question as a server would.
 *
 * @throws CoreError as the questions of core do
 */
export async function answerOf(
  loaded: Loaded,
  { call, argument, options }: Extract<ToWorker, { type: "ask" }>,
): Promise<unknown> {
  switch (call) {
    case "twin":
      return expectTwin(loaded);
    case "simulationParameters":
      return simulationParameters(expectTwin(loaded));
    case "simulate":
      return simulateRequest(expectTwin(loaded), argument, options);
    default:
      return loaded.records[call](argument as Query);
  }
}
