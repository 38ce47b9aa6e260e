import { createLiveEngine, createLiveTwin, type LiveNews } from "../../src/live/index.js";
import { memoryStore } from "../../src/store/index.js";
import { type Noise, shiftedMarket } from "./live-market.js";

/** Days of the stream that pass before the change. */
export const QUIET_DAYS = 5;

/** What a live twin did on the days of a stream, counted from its first. */
export interface LiveRun {
  readonly news: readonly { readonly day: number; readonly news: LiveNews }[];
  /** Milliseconds from a day's records to the twin that knows them. */
  readonly updateMs: readonly number[];
}

/**
 * Streams a planted market day by day to a live twin.
 *
 * @param options.shift - of the first brand's utility, from day 5 on
 * @param options.known - days that are stored before the stream begins
 */
export async function liveRun({
  seed,
  shift,
  days,
  known = 120,
  personas = 2,
  regions = 2,
  brands = 3,
  noise = "none",
}: {
  seed: number;
  shift: number;
  days: number;
  known?: number;
  personas?: number;
  regions?: number;
  brands?: number;
  noise?: Noise;
}): Promise<LiveRun> {
  const market = shiftedMarket(
    { seed, days: known + days, personas, regions, brands, holidays: [] },
    { day: known + QUIET_DAYS, shift, noise },
  );
  const store = memoryStore();
  await store.commit({ records: market.slice(0, known).flat(), deadLetters: [] });
  const live = createLiveTwin({ engine: createLiveEngine({ history: (q) => store.history(q) }) });
  await live.update();
  const news: { day: number; news: LiveNews }[] = [];
  const updateMs: number[] = [];
  for (const [day, records] of market.slice(known).entries()) {
    await store.commit({ records, deadLetters: [] });
    const began = performance.now();
    const now = await live.update();
    updateMs.push(performance.now() - began);
    await live.settled();
    const later = live.current()?.news ?? [];
    news.push(
      ...[...now.news, ...(later === now.news ? [] : later)].map((one) => ({ day, news: one })),
    );
  }
  return { news, updateMs };
}
