import type { RecordStore } from "@cdp-whatif/core";
import type { Simulator } from "../twin/simulator.js";
import type { Tracer } from "./tracer.js";

/** A store whose calls are spans; `store.commit` is a batch of a pipeline becoming durable. */
export function tracedStore(store: RecordStore, tracer: Tracer): RecordStore {
  const within = <T>(operation: string, call: () => Promise<T>): Promise<T> =>
    tracer.span(
      `store.${operation}`,
      {
        kind: "client",
        attributes: { "db.system.name": "duckdb", "db.operation.name": operation },
      },
      call,
    );
  return {
    ...store,
    commit: (batch) =>
      tracer.span("store.commit", { kind: "client" }, async (span) => {
        const report = await store.commit(batch);
        const { stored, duplicates, deadLettered } = report;
        span.attributes = {
          ...{ "db.system.name": "duckdb", "db.operation.name": "commit" },
          ...{ "cdp.stored": stored, "cdp.duplicates": duplicates },
          "cdp.dead_lettered": deadLettered,
        };
        return report;
      }),
    behaviour: (query) => within("behaviour", () => store.behaviour(query)),
    eachBehaviour: (query, visit) =>
      within("each_behaviour", () => store.eachBehaviour(query, visit)),
    summary: (query) => within("summary", () => store.summary(query)),
    buckets: (query) => within("buckets", () => store.buckets(query)),
    records: (query) => within("records", () => store.records(query)),
    history: (query) => within("history", () => store.history(query)),
    deadLetters: (query) => within("dead_letters", () => store.deadLetters(query)),
    removeDeadLetters: (ids) => within("remove_dead_letters", () => store.removeDeadLetters(ids)),
  };
}

/** A simulator whose runs are spans, with the time that they wait for a thread. */
export function tracedSimulator(simulator: Simulator, tracer: Tracer): Simulator {
  return {
    ...simulator,
    simulate: (body, options) =>
      tracer.span("simulation.run", {}, () => simulator.simulate(body, options)),
    decide: (question, body, options) =>
      tracer.span(`simulation.${question}`, {}, () => simulator.decide(question, body, options)),
  };
}
