/** A buffer to write an answer in, and how it is given back once that is sent. */
export interface LentBuffer {
  /** At least as long as was asked for; what is in it is unknown. */
  readonly buffer: Buffer<ArrayBuffer>;
  /** To be called when nobody reads it any more; not at all where nobody can tell. */
  readonly release: () => void;
}

/** Buffers that answers are written in, one after the other. */
export interface BufferPool {
  take(atLeast: number): LentBuffer;
}

/** Buffers are this long, doubled as often as it takes. */
const SMALLEST = 16 * 2 ** 10;

/**
 * Lends buffers, since allocating one of 40 kB for each answer takes longer than all the rest of it.
 *
 * @param options.budgetBytes - of all buffers that wait to be lent; more are left to the garbage collector
 */
export function createBufferPool({ budgetBytes }: { budgetBytes: number }): BufferPool {
  const waiting = new Map<number, Buffer<ArrayBuffer>[]>();
  let size = 0;
  return {
    take(atLeast) {
      let room = SMALLEST;
      while (room < atLeast) room *= 2;
      const kept = waiting.get(room)?.pop();
      if (kept) size -= room;
      const buffer = kept ?? Buffer.allocUnsafeSlow(room);
      let lent = true;
      return {
        buffer,
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
