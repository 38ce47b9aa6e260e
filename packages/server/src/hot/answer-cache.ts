import {
  type ByteCache,
  type Bytes,
  type CacheCounts,
  createCacheCounts,
} from "../cache/byte-cache.js";
import { createMemoryCache } from "../cache/memory-cache.js";

/** Answers kept as bytes for as long as what they were made from stands. */
export interface AnswerCache {
  /** The kept answer, or the one that `make` returns; one that throws is not kept. */
  get(key: string, make: () => Promise<object>): Promise<Bytes>;
  /** As `get`, for an answer that is made as bytes. */
  getBytes(key: string, make: () => Promise<Bytes>): Promise<Bytes>;
  clear(): void;
  counts(): Readonly<CacheCounts>;
}

/** A cache that other processes see, too. */
export interface SharedCache {
  readonly cache: ByteCache;
  /** Names everything that answers are made from: the same in two processes only if their answers are, too. */
  readonly scope: () => Promise<string>;
  readonly ttlSeconds: number;
}

/** How much is kept, and where else. */
export interface AnswerCacheOptions {
  /** Of all answers that this process keeps. */
  readonly budgetBytes: number;
  readonly shared?: SharedCache | undefined;
}

/**
 * Creates an empty cache that drops what was used least recently, and makes each answer once however many ask for it at
 * the same time.
 *
 * @remarks `clear` when what answers are made from has changed: what is being made then is neither kept nor joined.
 */
export function createAnswerCache({ budgetBytes, shared }: AnswerCacheOptions): AnswerCache {
  const near = createMemoryCache({ budgetBytes });
  const making = new Map<string, Promise<Bytes>>();
  const counts = createCacheCounts();
  const far = shared === undefined ? undefined : farCache(shared, counts);
  let generation = 0;

  const produce = async (key: string, make: () => Promise<Bytes>): Promise<Bytes> => {
    const before = generation;
    const bytes = far === undefined ? await counted(make) : await far(key, () => counted(make));
    if (before === generation) near.set(key, bytes, { ttlSeconds: Number.POSITIVE_INFINITY });
    return bytes;
  };
  const counted = (make: () => Promise<Bytes>) => {
    counts.misses += 1;
    return make();
  };
  const getBytes: AnswerCache["getBytes"] = (key, make) => {
    const found = near.get(key);
    if (found !== null) {
      counts.hits += 1;
      return Promise.resolve(found);
    }
    const running = making.get(key);
    if (running !== undefined) {
      counts.joined += 1;
      return running;
    }
    const made = produce(key, make);
    making.set(key, made);
    const done = () => {
      if (making.get(key) === made) making.delete(key);
    };
    made.then(done, done);
    return made;
  };
  return {
    getBytes,
    get: (key, make) =>
      getBytes(key, async () => new TextEncoder().encode(JSON.stringify(await make()))),
    clear() {
      near.clear();
      making.clear();
      generation += 1;
    },
    counts: () => ({ ...counts, bytes: near.bytes, entries: near.entries }),
  };
}

/** Asks the shared cache before an answer is made, and tells it of one that was. Its failures cost no answer. */
function farCache(
  { cache, scope, ttlSeconds }: SharedCache,
  counts: CacheCounts,
): (key: string, make: () => Promise<Bytes>) => Promise<Bytes> {
  const trying = async <T>(call: () => T | Promise<T>): Promise<T | null> => {
    const start = performance.now();
    try {
      return await call();
    } catch {
      counts.errors += 1; // Redis' state is told by its connection and by /health
      return null;
    } finally {
      counts.sharedSeconds += (performance.now() - start) / 1000;
    }
  };
  return async (key, make) => {
    const before = await scope();
    const name = `${before}\n${key}`;
    const found = await trying(() => cache.get(name));
    if (found !== null) {
      counts.sharedHits += 1;
      return found;
    }
    const bytes = await make();
    // Made while the data changed, it may be of either.
    if ((await scope()) === before) {
      void trying(async () => {
        await cache.set(name, bytes, { ttlSeconds });
      });
    }
    return bytes;
  };
}
