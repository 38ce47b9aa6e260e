import type { ByteCache, Bytes } from "./byte-cache.js";

/** A cache in this process: it never makes anybody wait. */
export interface MemoryCache extends ByteCache {
  get(key: string): Bytes | null;
  set(key: string, bytes: Bytes, options: { readonly ttlSeconds: number }): void;
  clear(): void;
  readonly bytes: number;
  readonly entries: number;
}

interface Kept {
  readonly bytes: Bytes;
  readonly until: number;
}

/**
 * An empty cache that drops what was used least recently, and takes nothing larger than a quarter of its budget.
 *
 * @param options.budgetBytes - of all answers together, keys not counted
 * @param options.now - milliseconds on a clock that never jumps
 */
export function createMemoryCache({
  budgetBytes,
  now = () => performance.now(),
}: {
  budgetBytes: number;
  now?: () => number;
}): MemoryCache {
  const kept = new Map<string, Kept>();
  let size = 0;
  const drop = (key: string, { bytes }: Kept) => {
    kept.delete(key);
    size -= bytes.byteLength;
  };
  return {
    get bytes() {
      return size;
    },
    get entries() {
      return kept.size;
    },
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return null;
      kept.delete(key);
      if (found.until <= now()) {
        size -= found.bytes.byteLength;
        return null;
      }
      kept.set(key, found);
      return found.bytes;
    },
    set(key, bytes, { ttlSeconds }) {
      const before = kept.get(key);
      if (before !== undefined) drop(key, before);
      if (bytes.byteLength > budgetBytes / 4) return;
      kept.set(key, { bytes, until: now() + ttlSeconds * 1000 });
      size += bytes.byteLength;
      for (const [oldest, one] of kept) {
        if (size <= budgetBytes) break;
        drop(oldest, one);
      }
    },
    clear() {
      kept.clear();
      size = 0;
    },
  };
}
