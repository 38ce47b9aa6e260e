/** Bytes by key, those used least recently dropped. */
export interface ByteCache {
  get(key: string): Uint8Array | undefined;
  set(key: string, bytes: Uint8Array): void;
}

/** @param options.budgetBytes - of all together; what takes more than a quarter of it is not kept */
export function createByteCache({ budgetBytes }: { budgetBytes: number }): ByteCache {
  const kept = new Map<string, Uint8Array>();
  let size = 0;
  return {
    get(key) {
      const found = kept.get(key);
      if (found === undefined) return undefined;
      kept.delete(key);
      kept.set(key, found);
      return found;
    },
    set(key, bytes) {
      const cost = bytes.byteLength + 2 * key.length;
      if (cost > budgetBytes / 4 || kept.has(key)) return;
      kept.set(key, bytes);
      size += cost;
      for (const [oldest, { byteLength }] of kept) {
        if (size <= budgetBytes) break;
        kept.delete(oldest);
        size -= byteLength + 2 * oldest.length;
      }
    },
  };
}
