import { type RowMapping, unwrapChange } from "../../src/envelope/index.js";
import { systemTiming } from "../../src/node/index.js";
import { runLive, type SourceState } from "../../src/pipeline/index.js";
import type { LiveSource } from "../../src/source/index.js";
import type { RecordStore } from "../../src/store/record-store.js";

/** Runs changes of a database into a store, with short waits; `stop` ends it. */
export function followDatabase(source: LiveSource, store: RecordStore, mapping: RowMapping) {
  const stopping = new AbortController();
  const states: SourceState[] = [];
  const running = runLive({
    source,
    store,
    timing: systemTiming,
    signal: stopping.signal,
    unwrap: unwrapChange(mapping),
    retry: { baseMs: 20, capMs: 100 },
    onState: (state) => states.push(state),
  });
  const stop = () => {
    stopping.abort();
    return running;
  };
  return { states, stop, running };
}
