import { ArrivalQueue, type LiveSource, messageTexts, SourceError } from "../source/index.js";
import { atPointer } from "./json-pointer.js";
import { connectSocket, type Socket } from "./socket.js";

/** What a WebSocket source is made of. */
export interface WebSocketOptions {
  readonly name: string;
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly protocols?: readonly string[] | undefined;
  /** Sent with the handshake, such as credentials; not possible in browsers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON when the connection stands. */
  readonly subscribe?: Readonly<Record<string, unknown>> | undefined;
  /** JSON pointer to what says, in each record, where it stands in the stream. Default: nothing does. */
  readonly cursorField?: string | undefined;
  /** Under which name that is sent back: in `subscribe` where there is one, else as a parameter of the address. Default `cursor`. */
  readonly cursorParameter?: string | undefined;
  /** How often a sign of life is asked for; without one until the next time it is connected again. Default 30,000 ms. */
  readonly pingMs?: number | undefined;
}

const MOST_BYTES = 16 * 2 ** 20;
/** A page cannot pause a socket: so many batches may wait, then it is closed and opened again from the cursor. */
const MOST_BATCHES = 4;

/**
 * The messages of a WebSocket as a live source; each is one record, a JSON array of records, or NDJSON, as text or in UTF-8.
 *
 * @remarks The protocol itself has no places to go on from. With `cursorField`, and a server that goes on after it, all
 * arrives at least once; without, what the server sends while nobody listens never arrives.
 * @see RFC 6455
 */
export function webSocketSource(options: WebSocketOptions): LiveSource {
  const { name, cursorField, pingMs = 30_000 } = options;
  return {
    name,
    kind: "websocket",
    async *open({ cursor, signal, onOpen }) {
      const queue = new ArrivalQueue();
      let socket: Socket | undefined;
      let alive = true;
      let paused = false;
      let opened = false;
      const flow = async () => {
        paused = true;
        socket?.flow?.pause();
        await queue.room();
        paused = false;
        alive = true;
        socket?.flow?.resume();
      };
      const stop = () => queue.end();
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      const { url, message } = greeting(options, cursor);
      const watch = setInterval(() => {
        if (paused || !opened || socket?.ping == null) return;
        if (!alive) queue.fail(new SourceError(`no sign of life for ${pingMs} ms`));
        alive = false;
        socket.ping();
      }, pingMs);
      const connecting = connectSocket(
        { ...options, url, mostBytes: MOST_BYTES },
        {
          onOpen() {
            opened = true;
            if (message !== null) socket?.send(message);
            onOpen();
          },
          onMessage(received) {
            alive = true;
            const messages = messageTexts(received);
            queue.add({ messages, cursor: cursorOf(messages, cursorField) });
            if (queue.full && !paused) void flow();
            if (queue.load < MOST_BATCHES || socket?.flow != null) return;
            queue.fail(
              new SourceError("more arrives than is stored, and a page cannot pause a WebSocket"),
            );
          },
          onSign() {
            alive = true;
          },
          onEnd: (reason) => queue.fail(reason),
        },
      );
      connecting.then(
        (made) => {
          socket = made;
          if (queue.ended) made.end();
        },
        (error: unknown) => queue.fail(error),
      );
      try {
        yield* queue.batches();
      } finally {
        signal.removeEventListener("abort", stop);
        clearInterval(watch);
        socket?.end();
      }
    },
  };
}

/** Where to connect and what to say first, so that the other side goes on after the cursor. */
function greeting(
  { url, subscribe, cursorField, cursorParameter = "cursor" }: WebSocketOptions,
  cursor: string | null,
): { url: string; message: string | null } {
  const after = cursorField === undefined ? null : cursor;
  if (subscribe !== undefined) {
    const said = after === null ? subscribe : { ...subscribe, [cursorParameter]: after };
    return { url, message: JSON.stringify(said) };
  }
  if (after === null) return { url, message: null };
  const placed = new URL(url);
  placed.searchParams.set(cursorParameter, after);
  return { url: placed.href, message: null };
}

/** Of the last record that has one. A number that cannot be told exactly is none: it might skip what follows. */
function cursorOf(
  messages: readonly (string | Uint8Array)[],
  pointer: string | undefined,
): string | null {
  if (pointer === undefined) return null;
  for (const message of messages.toReversed()) {
    const found = typeof message === "string" ? atPointer(parsed(message), pointer) : undefined;
    if (typeof found === "string" && found !== "") return found;
    if (Number.isSafeInteger(found)) return String(found);
  }
  return null;
}

/** Undefined for what is no JSON; it becomes a dead letter later. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
