import type { BatchIngested } from "@cdp-whatif/core";
import { EventRing, type StreamEvent } from "./event-ring.js";
import { isFrom, type ToldBatch, toldBatch } from "./told-batch.js";

/** Sends each durable batch to everybody who listens. */
export interface StreamHub {
  tell(event: BatchIngested): void;
  /** Whether a client listens as often already as one may. */
  isFull(client: string): boolean;
  /**
   * A body of server-sent events: what followed `lastId`, then what comes.
   *
   * @returns null when too many listen already, or the server stops
   */
  open(listening: Listening): ReadableStream<Uint8Array> | null;
  listeners(): number;
  /** Ends all streams. */
  close(): void;
}

/** What one listener asks for. */
export interface Listening {
  readonly lastId?: string | undefined;
  readonly source?: string | undefined;
  /** Whose stream it is. */
  readonly client?: string | undefined;
}

interface Listener extends Listening {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

/** Limits of a hub. */
export interface HubOptions {
  /** Start of the process, in milliseconds since 1970. */
  readonly boot: number;
  readonly heartbeatMs?: number;
  /** Bytes that may wait for one listener. */
  readonly bufferBytes?: number;
  readonly mostListeners?: number;
  /** Streams that one client may have at a time. */
  readonly mostPerClient?: number;
  /** Events that are kept for those that come again. */
  readonly mostKept?: number;
}

/**
 * A hub whose memory is bounded: a listener that does not keep up is told so and cut off, and finds what it missed when it
 * comes again, or an event `gap` in place of what is not kept any more.
 *
 * @see WHATWG HTML, section 9.2, Server-sent events
 */
export function createStreamHub(options: HubOptions): StreamHub {
  const { boot, heartbeatMs = 15_000, bufferBytes = 2 ** 18, mostListeners = 1000 } = options;
  const { mostPerClient = 20 } = options;
  const ring = new EventRing({ boot, most: options.mostKept ?? 1024 });
  const listeners = new Set<Listener>();
  const encoder = new TextEncoder();
  let closed = false;

  const write = (listener: Listener, text: string) => {
    listener.controller.enqueue(encoder.encode(text));
    if ((listener.controller.desiredSize ?? 0) > 0) return;
    // What waits for it stays, with the reason behind it; whether it is taken at all the connection's watch sees to.
    end(listener, "too_slow");
  };
  const end = (listener: Listener, reason: "too_slow" | "server_stops") => {
    listeners.delete(listener);
    listener.controller.enqueue(encoder.encode(endText(reason)));
    listener.controller.close();
  };
  const writeEvent = (listener: Listener, event: StreamEvent) => {
    if (listener.source !== undefined && !isFrom(listener.source, event.batch)) return;
    write(listener, eventText(event, ring.idOf(event.sequence)));
  };
  const heartbeat = setInterval(() => {
    // With the newest id, so that whoever waits for one source finds no gap of others when it comes again.
    const text = `: heartbeat\nid: ${ring.newest()}\n\n`;
    for (const listener of listeners) write(listener, text);
  }, heartbeatMs);
  heartbeat.unref();

  return {
    listeners: () => listeners.size,
    isFull(client) {
      let count = 0;
      for (const listener of listeners) if (listener.client === client) count += 1;
      return count >= mostPerClient;
    },
    tell(event) {
      const { missed } = event;
      const added = ring.add(toldBatch(event), { missed });
      for (const listener of listeners) {
        if (missed > 0) write(listener, gapText(ring.idOf(added.sequence - 1)));
        if (listeners.has(listener)) writeEvent(listener, added);
      }
    },
    open({ lastId, source, client }) {
      if (closed || listeners.size >= mostListeners) return null;
      let listener: Listener | undefined;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            listener = { controller, source, client };
            listeners.add(listener);
            // An id at once, so that whoever is cut off before the first batch misses none either.
            const resumption = lastId === undefined ? null : ring.after(lastId);
            const { events: since, gap } = resumption ?? { events: [], gap: false };
            const first = since[0]?.sequence;
            const id = first === undefined ? ring.newest() : ring.idOf(first - 1);
            write(listener, gap ? `retry: 2000\n${gapText(id)}` : `retry: 2000\n${openText(id)}`);
            for (const event of since) {
              if (listeners.has(listener)) writeEvent(listener, event);
            }
          },
          cancel() {
            if (listener !== undefined) listeners.delete(listener);
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
      );
    },
    close() {
      closed = true;
      clearInterval(heartbeat);
      // Whoever listens comes again after this time, to the server that follows.
      for (const listener of listeners) write(listener, "retry: 1000\n: the server stops\n\n");
      for (const listener of listeners) end(listener, "server_stops");
    },
  };
}

function eventText({ sequence, batch }: StreamEvent, id: string): string {
  const data: ToldBatch & { sequence: number } = { sequence, ...batch };
  return `id: ${id}\nevent: batch_ingested\ndata: ${JSON.stringify(data)}\n\n`;
}

function gapText(id: string): string {
  return `id: ${id}\nevent: gap\ndata: ${JSON.stringify({ resumes_after: id })}\n\n`;
}

/** Why the stream ends; the client comes again by itself, and finds what it missed. */
function endText(reason: string): string {
  return `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;
}

function openText(id: string): string {
  return `id: ${id}\nevent: open\ndata: ${JSON.stringify({ resumes_after: id })}\n\n`;
}
