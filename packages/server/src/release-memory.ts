import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Gives back what start-up used and serving doesn't need: reading all cells and fitting leave most of a large store's
 * rows behind as garbage, which the engine would keep until it needs the room.
 */
export function releaseMemory(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}
