/** Bytes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Keeps bytes for a while: in this process, or where other processes find them, too. What it returns is what was set. */
export interface ByteCache {
  /** null: not there, or not any more. @throws Error when it cannot be asked */
  get(key: string): Bytes | null | Promise<Bytes | null>;
  /** May drop anything at any time. @throws Error when it cannot be told */
  set(key: string, bytes: Bytes, options: { readonly ttlSeconds: number }): void | Promise<void>;
}

/** What a cache of answers counted since the process started. */
export interface CacheCounts {
  /** Answers that were kept in this process. */
  hits: number;
  /** Answers that waited for one that was being made. */
  joined: number;
  /** Answers that another process had kept. */
  sharedHits: number;
  /** Answers that had to be made. */
  misses: number;
  /** Answers that the shared cache could not be asked for, or told. */
  errors: number;
  /** Time that the shared cache took. */
  sharedSeconds: number;
  bytes: number;
  entries: number;
}

/** Counts at zero. */
export function createCacheCounts(): CacheCounts {
  return {
    ...{ hits: 0, joined: 0, sharedHits: 0, misses: 0, errors: 0 },
    ...{ sharedSeconds: 0, bytes: 0, entries: 0 },
  };
}
