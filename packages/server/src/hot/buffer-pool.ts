/** Bytes to write an answer in, and how they are given back once it is sent. */
export interface LentBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** To be called when nobody reads the bytes any more; not at all where nobody can tell. */
  readonly release: () => void;
}

/** Buffers that answers are written in, one after the other. */
export interface BufferPool {
  /** @returns exactly `length` bytes, their content unknown */
  take(length: number): LentBytes;
}

/** Buffers are this long, doubled as often as it takes. */
const SMALLEST = 16 * 2 ** 10;

/**
 * Lends buffers, since allocating one of 40 kB for each answer takes longer than all the rest of it.
 *
 * @param options.budgetBytes - of all buffers that wait to be lent; more are left to the garbage collector
 */
export function createBufferPool({ budgetBytes }: { budgetBytes: number }): BufferPool {
  const waiting = new Map<number, Uint8Array<ArrayBuffer>[]>();
  let size = 0;
  return {
    take(length) {
      let room = SMALLEST;
      while (room < length) room *= 2;
      const kept = waiting.get(room)?.pop();
      if (kept) size -= room;
      const buffer = kept ?? new Uint8Array(Buffer.allocUnsafeSlow(room).buffer);
      let lent = true;
      return {
        bytes: buffer.subarray(0, length),
        release() {
          if (!lent || size + room > budgetBytes) return;
          lent = false;
          size += room;
          const others = waiting.get(room);
          if (others) others.push(buffer);
          else waiting.set(room, [buffer]);
        },
      };
    },
  };
}
