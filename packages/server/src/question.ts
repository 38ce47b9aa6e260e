import {
  anomalies,
  behaviour,
  type Catalogue,
  CoreError,
  dailyIntel,
  enriched,
  knownNames,
  type PageOptions,
  type Query,
  type SimulationParametersAnswer,
  series,
  simulationParameters,
  summary,
  topics,
  triggers,
  webIntel,
} from "@cdp-whatif/core";
import type * as z from "zod";
import { personasAnswer } from "./answer/personas.js";
import type { Known } from "./hot/behaviour-bytes.js";
import type { AnomalyFinder } from "./intel/anomaly-finder.js";
import type { PersonasAnswer } from "./route/twin.js";
import type { TwinKeeper } from "./twin/twin-keeper.js";
import type { WatchedStore } from "./watched-store.js";

/** What questions are answered from. */
export interface QuestionGround {
  readonly store: WatchedStore;
  readonly catalogue: Catalogue;
  readonly twin: TwinKeeper;
  readonly anomalyFinder: AnomalyFinder;
}

/** Core's answers over one store and twin. */
export function createQuestions({ store, catalogue, twin, anomalyFinder }: QuestionGround) {
  const ground = { store, catalogue };
  let known: Known | Promise<Known> | undefined;
  store.onChange(() => {
    known = undefined;
  });

  return {
    /** Names and content, read once for each change of the data. */
    known(): Known | Promise<Known> {
      if (known !== undefined) return known;
      const asked = knownNames(ground);
      known = asked;
      asked.then(
        (found) => {
          if (known === asked) known = found;
        },
        () => {
          if (known === asked) known = undefined;
        },
      );
      return asked;
    },
    behaviour: (query: Query, page: PageOptions) => behaviour(ground, query, page),
    summary: (query: Query) => summary(ground, query),
    series: (query: Query) => series(ground, query),
    dailyIntel: (query: Query, page: PageOptions) => dailyIntel(ground, query, page),
    webIntel: (query: Query) => webIntel(ground, query),
    enriched: (query: Query) => enriched(ground, query),
    anomalies: (query: Query) => anomalies({ ...ground, findAnomalies: anomalyFinder.find }, query),
    topics: (query: Query) => topics(ground, query),
    triggers: (query: Query) => triggers(ground, query),
    async parameters(): Promise<SimulationParametersAnswer> {
      const current = twin.current();
      if (current === null) throw new CoreError("no_data", "There is no twin yet.");
      return simulationParameters(current);
    },
    async personas(): Promise<z.infer<typeof PersonasAnswer>> {
      return personasAnswer(catalogue, await store.content(), twin.current());
    },
  };
}
