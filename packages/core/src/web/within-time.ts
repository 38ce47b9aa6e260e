/**
 * Does some work, but no longer than `timeoutMs`.
 *
 * @param options.expired - the error for work that took longer
 * @throws whatever the work throws
 */
export async function withinTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal, expired }: { timeoutMs: number; signal: AbortSignal; expired: () => Error },
): Promise<T> {
  const ending = new AbortController();
  let late = false;
  const end = () => ending.abort();
  const timer = setTimeout(() => {
    late = true;
    end();
  }, timeoutMs);
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    return await work(ending.signal);
  } catch (error) {
    if (late) throw expired();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
