import { reasonOf } from "../error.js";
import { ArrivalQueue, type QueueLimits } from "./arrival-queue.js";
import { type LiveBatch, type LiveSource, SourceError } from "./live-source.js";

/** One message of an iterable: its text or bytes, or these with the place after it and how to acknowledge it. */
export type IterableMessage =
  | string
  | Uint8Array
  | {
      readonly message: string | Uint8Array;
      /** Where to go on once it is durable. */
      readonly cursor?: string | undefined;
      /** Called when it is durable. */
      readonly acknowledge?: (() => void | Promise<void>) | undefined;
    };

/** What an iterable source is made of. */
export interface IterableOptions extends QueueLimits {
  readonly name: string;
  /** Starts an iteration: after the cursor, if there is one; `signal` tells that no more is wanted. */
  readonly open: (opening: {
    readonly cursor: string | null;
    readonly signal: AbortSignal;
  }) => AsyncIterable<IterableMessage>;
}

/**
 * Any async iterable as a live source: a generator, a Node or web stream, the consumer of a queue.
 *
 * @remarks One message is one record. What it throws is tried again, unless it is a `SourceError` that says `final`; its end
 * is the end of the source.
 */
export function iterableSource({ name, open, ...limits }: IterableOptions): LiveSource {
  return {
    name,
    kind: "iterable",
    async *open({ cursor, signal, onOpen }) {
      const queue = new ArrivalQueue(limits);
      const stop = () => queue.end();
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      const iterator = open({ cursor, signal })[Symbol.asyncIterator]();
      onOpen();
      void pump(iterator, queue);
      try {
        yield* queue.batches();
      } finally {
        signal.removeEventListener("abort", stop);
        // Not awaited: a generator that waits for something of its own ends only when that comes.
        Promise.resolve(iterator.return?.()).catch(() => undefined);
      }
    },
  };
}

async function pump(iterator: AsyncIterator<IterableMessage>, queue: ArrivalQueue): Promise<void> {
  try {
    for (;;) {
      await queue.room();
      if (queue.ended) return;
      const { done, value } = await iterator.next();
      if (done === true) break;
      queue.add(arrival(value));
    }
    queue.end();
  } catch (error) {
    queue.fail(
      error instanceof SourceError
        ? error
        : new SourceError(`the iterable failed: ${reasonOf(error)}`, { cause: error }),
    );
  }
}

function arrival(value: IterableMessage): LiveBatch {
  if (typeof value === "string" || value instanceof Uint8Array) {
    return { messages: [value], cursor: null };
  }
  const { message, cursor = null, acknowledge } = value;
  return { messages: [message], cursor, acknowledge: async () => acknowledge?.() };
}
