import { setTimeout as sleep } from "node:timers/promises";

/** Resolves after so many milliseconds. */
export const pause = (ms: number): Promise<void> => sleep(ms);

/**
 * What `work` gives, if it comes in time.
 *
 * @param options.what - was waited for, and how things stand: asked only when it is too late
 * @throws Error that says so
 */
export async function inTime<T>(
  work: Promise<T>,
  { ms, what }: { ms: number; what: () => string },
): Promise<T> {
  const done = new AbortController();
  const late = sleep(ms, undefined, { signal: done.signal }).then(
    () => {
      throw new Error(`did not come in ${ms} ms: ${what()}`);
    },
    () => new Promise<never>(() => {}), // aborted: `work` was first
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}

/**
 * Asks again until the answer is null.
 *
 * @param missing - what is still missing, as a text; one question that throws or hangs is such an answer, too
 * @returns how many questions were answered otherwise
 * @throws Error with the last answer when it takes too long, and whatever a `Final` holds
 */
export async function until(
  what: string,
  missing: () => Promise<string | null>,
  { ms, everyMs = 50, oneMs = 10_000 }: { ms: number; everyMs?: number; oneMs?: number },
): Promise<number> {
  const end = Date.now() + ms;
  for (let failed = 0; ; failed += 1) {
    const answer = await inTime(missing(), { ms: oneMs, what: () => "one try" }).catch(
      (error: unknown) => {
        if (error instanceof Final) throw error;
        return String(error);
      },
    );
    if (answer === null) return failed;
    if (Date.now() > end) throw new Error(`${what} did not come in ${ms} ms; last: ${answer}`);
    await pause(everyMs);
  }
}

/** An answer after which asking again is of no use. */
export class Final extends Error {}
