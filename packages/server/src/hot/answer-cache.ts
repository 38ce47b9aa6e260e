/** Answers kept as bytes for as long as what they were made from stands. */
export interface AnswerCache {
  /** The kept answer, or the one that `make` returns; one that throws is not kept. */
  get(key: string, make: () => Promise<object>): Promise<Uint8Array<ArrayBuffer>>;
  /** As `get`, for an answer that is made as bytes. */
  getBytes(
    key: string,
    make: () => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<Uint8Array<ArrayBuffer>>;
  clear(): void;
}

/**
 * Creates an empty cache that drops what was used least recently.
 *
 * @param options.budgetBytes - of all answers together
 */
export function createAnswerCache({ budgetBytes }: { budgetBytes: number }): AnswerCache {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  let size = 0;
  let generation = 0;
  const getBytes: AnswerCache["getBytes"] = async (key, make) => {
    const found = kept.get(key);
    if (found !== undefined) {
      kept.delete(key);
      kept.set(key, found);
      return found;
    }
    const before = generation;
    const bytes = await make();
    if (before !== generation || bytes.byteLength > budgetBytes / 4 || kept.has(key)) {
      return bytes;
    }
    kept.set(key, bytes);
    size += bytes.byteLength;
    for (const [oldest, { byteLength }] of kept) {
      if (size <= budgetBytes) break;
      kept.delete(oldest);
      size -= byteLength;
    }
    return bytes;
  };
  return {
    getBytes,
    get: (key, make) =>
      getBytes(key, async () => new TextEncoder().encode(JSON.stringify(await make()))),
    clear() {
      kept.clear();
      size = 0;
      generation += 1;
    },
  };
}
