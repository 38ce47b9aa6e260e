import { WINDOW_SECONDS } from "./signature.js";

/** What was delivered within the window, so that it is not stored again. */
export interface DeliveryMemory<Answer> {
  /** The answer to the same delivery before, or that of `accept`, which is forgotten when it fails. */
  once(key: string, accept: () => Promise<Answer>): Promise<{ answer: Answer; again: boolean }>;
}

/**
 * Remembers deliveries for as long as their signatures can be sent again.
 *
 * @param options.most - beyond it the oldest are forgotten; the store knows its records all the same
 */
export function createDeliveryMemory<Answer>({
  now,
  most = 100_000,
}: {
  now: () => number;
  most?: number;
}): DeliveryMemory<Answer> {
  const keepMs = 2 * WINDOW_SECONDS * 1000;
  const known = new Map<string, { readonly at: number; readonly answer: Promise<Answer> }>();
  const forgetOld = () => {
    for (const [key, { at }] of known) {
      if (known.size <= most && now() - at <= keepMs) return;
      known.delete(key);
    }
  };
  return {
    async once(key, accept) {
      forgetOld();
      const before = known.get(key);
      // One that is still under way is waited for: an answer says that it is durable.
      if (before !== undefined) return { answer: await before.answer, again: true };
      const answer = accept();
      known.set(key, { at: now(), answer });
      try {
        return { answer: await answer, again: false };
      } catch (error) {
        known.delete(key);
        throw error;
      }
    },
  };
}
