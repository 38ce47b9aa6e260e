import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Less than that is left to the engine: a collection holds everything for the time of some requests. */
const WORTH_BYTES = 16 * 2 ** 20;

/** What the last collection left, bytes. */
let alive = 0;

/**
 * Gives back what start-up used and serving doesn't need: reading all cells and fitting leave most of a large store's
 * rows behind as garbage, which the engine would keep until it needs the room.
 */
export function releaseMemory(): void {
  if (usedBytes() - alive < WORTH_BYTES) return;
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("globalThis.gc");
  if (typeof collect === "function") collect();
  alive = usedBytes();
}

function usedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
