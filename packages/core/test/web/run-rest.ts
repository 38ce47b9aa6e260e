import {
  memoryStore,
  type RecordStore,
  type Retry,
  runLive,
  type SourceState,
} from "../../src/index.js";
import { type Connector, type RestOptions, restSource } from "../../src/web/index.js";
import { type VirtualTiming, virtualTiming } from "./virtual-timing.js";

/** How a run over so many polls went. */
export interface RestRun {
  readonly state: SourceState;
  readonly states: readonly SourceState[];
  readonly timing: VirtualTiming;
  readonly store: RecordStore;
}

interface RunOptions {
  readonly polls?: number;
  readonly store?: RecordStore;
  readonly retry?: Retry;
}

/** Runs a connector for some polls, without waiting. */
export async function runConnector(
  connect: (timing: VirtualTiming) => Pick<Connector, "source"> & Partial<Connector>,
  {
    polls = 1,
    store = memoryStore(),
    retry,
    everyMs = 60_000,
  }: RunOptions & { everyMs?: number } = {},
): Promise<RestRun> {
  const ending = new AbortController();
  const timing = virtualTiming({ everyMs, polls, end: () => ending.abort() });
  const states: SourceState[] = [];
  const state = await runLive({
    ...connect(timing),
    store,
    timing,
    zone: "Asia/Taipei",
    signal: ending.signal,
    onState: (one) => states.push(one),
    ...(retry && { retry }),
  });
  return { state, states, timing, store };
}

/** Runs a REST source whose items are our lines. */
export function runRest(
  options: Omit<RestOptions, "name"> & { readonly name?: string },
  run: RunOptions = {},
): Promise<RestRun> {
  const everyMs = options.everyMs ?? 60_000;
  return runConnector(
    (timing) => ({ source: restSource({ name: "prices", timing, ...options, everyMs }) }),
    { ...run, everyMs },
  );
}

/** A market line of day `n` (1 to 28). */
export const priceLine = (n: number) => ({
  date: `2026-02-${String(n).padStart(2, "0")}`,
  region: "台北",
  brand: "全家",
  price: 30 + n,
});

/** The prices that a store holds, in the order of their days. */
export async function pricesOf(store: RecordStore): Promise<(number | null)[]> {
  return (await store.records({ kind: "market" })).map(({ price }) => price);
}
