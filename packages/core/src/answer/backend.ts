import type { Catalogue } from "../schema/catalogue.js";
import type { Twin } from "../schema/twin.js";
import type { RecordStore } from "../store/record-store.js";
import type { BehaviorAnswer, SeriesAnswer, SummaryAnswer } from "./model/behaviour.js";
import type { SimulationParametersAnswer, SimulationResponse } from "./model/simulation.js";

/** Query parameters of a question as they stand in its URL; unknown keys are refused with the nearest name. */
export type Query = Readonly<Record<string, string>>;

/** What the answers are made from. */
export interface Ground {
  readonly store: RecordStore;
  /** Null while there is too little data to fit one. */
  readonly twin: Twin | null;
  readonly catalogue: Catalogue;
}

/** The questions about behaviour records. */
export type RecordAnswers = Pick<Backend, "behaviour" | "summary" | "series">;

/** The questions of the REST contract as functions: the same answers in a browser's worker and on a server. */
export interface Backend {
  behaviour(query: Query): Promise<BehaviorAnswer>;
  summary(query: Query): Promise<SummaryAnswer>;
  series(query: Query): Promise<SeriesAnswer>;
  simulationParameters(): Promise<SimulationParametersAnswer>;
  /** `locale` is that of sentences: `en` or `zh-TW`. */
  simulate(
    body: unknown,
    options?: { readonly locale?: string; readonly series?: boolean },
  ): Promise<SimulationResponse>;
  twin(): Promise<Twin>;
}
