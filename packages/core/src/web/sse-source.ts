import { createParser, type EventSourceMessage } from "eventsource-parser";
import { ArrivalQueue, type LiveSource, messageTexts, SourceError } from "../source/index.js";
import { address, networkReason } from "./network-reason.js";
import { refusal } from "./refusal.js";
import { silenceTimer } from "./silence-timer.js";

/** What a source of server-sent events is made of. */
export interface SseOptions {
  readonly name: string;
  readonly url: string;
  /** Sent with each request, such as credentials; with them, redirects are not followed. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Types of event that are taken (an event without one is a `message`). Default: all. */
  readonly events?: readonly string[] | undefined;
  /** It is opened again when so long nothing came, not even a comment. Default 240,000 ms; Node's own limit is 300,000. */
  readonly idleTimeoutMs?: number | undefined;
}

const EXPECTED = "200 and text/event-stream";
/** Longest event. A record is at most 1 MiB, but an event may hold several. */
const MOST_CHARACTERS = 16 * 2 ** 20;

/**
 * Server-sent events as a live source; the id of the last durable event is sent as `Last-Event-ID`.
 *
 * @remarks The data of an event is one record, a JSON array of records, or NDJSON. An event without an id leaves the place as
 * it was. A connection that ends is opened again, not before the time that the server asked for (`retry:`); status 204 is the end.
 * @see WHATWG HTML Living Standard, section 9.2 "Server-sent events"
 */
export function sseSource({ name, idleTimeoutMs = 240_000, ...options }: SseOptions): LiveSource {
  const { url, events } = options;
  let retryMs = 0;
  return {
    name,
    kind: "sse",
    async *open({ cursor, signal, onOpen }) {
      const closing = new AbortController();
      const queue = new ArrivalQueue();
      const fail = (message: string, cause?: unknown) =>
        queue.fail(new SourceError(message, { retryAfterMs: retryMs, cause }));
      const silence = silenceTimer(idleTimeoutMs, () => {
        fail(`nothing came from ${address(url)} for ${idleTimeoutMs} ms`);
        closing.abort();
      });
      const stop = () => {
        queue.end();
        closing.abort();
      };
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      const parser = createParser({
        maxBufferSize: MOST_CHARACTERS,
        onEvent: (event) => {
          if (events !== undefined && !events.includes(event.event ?? "message")) return;
          queue.add(arrival(event));
        },
        onRetry: (milliseconds) => {
          retryMs = milliseconds;
        },
        onError: (error) => {
          if (error.type === "max-buffer-size-exceeded")
            fail(`an event is too long: ${error.message}`);
        },
      });
      const read = async () => {
        const response = await connect({
          ...options,
          cursor,
          leastMs: retryMs,
          signal: closing.signal,
        });
        silence.heard();
        if (response === null) return queue.end();
        onOpen();
        for await (const text of texts(response)) {
          silence.heard();
          parser.feed(text);
          if (queue.ended) return;
          silence.pause();
          await queue.room();
          silence.heard();
        }
        fail(`the connection to ${address(url)} ended`);
      };
      read().catch((error: unknown) => {
        if (error instanceof SourceError) queue.fail(error);
        else fail(`the connection to ${address(url)} broke: ${networkReason(error)}`, error);
      });
      try {
        yield* queue.batches();
      } finally {
        silence.pause();
        signal.removeEventListener("abort", stop);
        closing.abort();
      }
    },
  };
}

function arrival({ data, id }: EventSourceMessage) {
  return { messages: messageTexts(data), cursor: id ?? null };
}

/** @returns null when the server says that there will be no more */
async function connect({
  url,
  headers = {},
  cursor,
  leastMs,
  signal,
}: Pick<SseOptions, "url" | "headers"> & {
  cursor: string | null;
  leastMs: number;
  signal: AbortSignal;
}): Promise<Response | null> {
  const response = await fetch(url, {
    headers: {
      ...headers,
      accept: "text/event-stream",
      "cache-control": "no-cache",
      ...(cursor !== null && { "last-event-id": headerText(cursor) }),
    },
    // What is sent with it, such as a key, was meant for this address alone.
    redirect: Object.keys(headers).length === 0 ? "follow" : "manual",
    signal,
  });
  const { status } = response;
  if (status === 204) return null;
  const type = response.headers.get("content-type");
  if (status === 200 && /^text\/event-stream\s*(;|$)/i.test(type ?? "")) return response;
  await response.body?.cancel();
  if (status === 200) {
    throw new SourceError(
      `${address(url)} answers with ${type ?? "no content type"}, expected ${EXPECTED}`,
      {
        final: true,
      },
    );
  }
  throw refusal(response, { where: address(url), now: Date.now(), expected: EXPECTED, leastMs });
}

async function* texts({ body }: Response): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    reader.releaseLock();
  }
}

/** An id in UTF-8, as the standard says: a header holds bytes, written here as the characters of the same number. */
function headerText(id: string): string {
  return String.fromCharCode(...new TextEncoder().encode(id));
}
