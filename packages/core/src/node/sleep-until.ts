import { systemTiming } from "./timing.js";

/** Waits so long, until `woken` resolves, or until the signal says so; never rejects. */
export async function sleepUntil(
  milliseconds: number,
  { signal, woken }: { signal: AbortSignal; woken?: Promise<void> | undefined },
): Promise<void> {
  const done = new AbortController();
  const sleeping = systemTiming.sleep(milliseconds, AbortSignal.any([signal, done.signal]));
  await Promise.race(woken === undefined ? [sleeping] : [sleeping, woken]);
  done.abort();
}
