import type {
  BehaviorAnswer,
  IngestReport,
  SeriesAnswer,
  SimulationParametersAnswer,
  SimulationResponse,
  SummaryAnswer,
  Twin,
} from "@cdp-whatif/core";
import type { OperationsSource } from "./operations-source.js";
import type { AskOptions, SourceQuery } from "./question.js";

export type { AskOptions, SourceQuery };

import type { SourceError } from "./source-error.js";

/** How far a source is with its loading; numbers only rise within a stage. */
export interface LoadProgress {
  readonly stage: "fetching" | "ingesting" | "fitting";
  readonly bytes: number;
  /** Null where the server does not tell. */
  readonly totalBytes: number | null;
  /** Lines read so far. */
  readonly records: number;
}

/** Where a source stands; `report` tells what became of the lines of data files. */
export type SourceState =
  | { readonly phase: "loading"; readonly progress: LoadProgress | null }
  | { readonly phase: "ready"; readonly report: IngestReport | null }
  | { readonly phase: "error"; readonly error: SourceError };

/** How a simulation is asked: `locale` is that of its sentences, `series` adds the path by day. */
export interface SimulateOptions extends AskOptions {
  readonly locale?: string;
  readonly series?: boolean;
}

/**
 * What an element asks: the questions of the REST contract, answered by a server or by the engine in
 * a worker of the page, in the same shapes and with the same numbers.
 *
 * Every question rejects with a `SourceError`. Questions asked while a source is still loading wait for it.
 */
export interface DataSource {
  readonly state: SourceState;
  /** Present where the source is a server. */
  readonly operations?: OperationsSource;
  /** Calls `listener` after each change of `state`; returns how to stop that. */
  subscribe(listener: () => void): () => void;
  /** Loads again after an error. */
  retry(): void;
  /** Ends the worker or the requests under way; further questions reject with code `closed`. */
  close(): void;

  behaviour(query: SourceQuery, options?: AskOptions): Promise<BehaviorAnswer>;
  summary(query: SourceQuery, options?: AskOptions): Promise<SummaryAnswer>;
  series(query: SourceQuery, options?: AskOptions): Promise<SeriesAnswer>;
  simulationParameters(options?: AskOptions): Promise<SimulationParametersAnswer>;
  /** `body` is that of `POST /api/v1/simulate`. */
  simulate(body: object, options?: SimulateOptions): Promise<SimulationResponse>;
  twin(options?: AskOptions): Promise<Twin>;
}
