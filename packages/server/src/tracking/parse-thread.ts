import type { Catalogue, ParsedDelivery, RuleSet, TrackingCall } from "@cdp-whatif/core";
import { DoorError } from "../problem.js";
import { type CallThread, startCallThread } from "../thread/call-thread.js";
import type { WriteKey } from "./write-key.js";

/** What the parsing thread is started with. */
export interface TrackingTask {
  readonly catalogue: Catalogue;
  readonly zone: string | undefined;
  readonly ruleSet: RuleSet;
  readonly writeKeys: readonly WriteKey[];
  /** Largest body, unpacked. */
  readonly limitBytes: number;
}

/** A body as it arrived. */
export interface TrackingBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentEncoding: string;
  /** What the path says of a single call; null: the body is a batch. */
  readonly call: TrackingCall | null;
  /** Instant of its arrival. */
  readonly receivedAt: number;
  /** Write key of the header. */
  readonly key: string | null;
}

/** Parses bodies of the tracking API in a thread, so that the one that answers requests only stores them. */
export interface TrackingParser {
  /**
   * @param body - its bytes are handed over, not copied: they are empty afterwards
   * @throws DoorError for a body that is not taken, `too_many_requests` when too many wait already
   * @throws Error when the thread ends
   */
  parse(body: TrackingBody): Promise<ParsedDelivery>;
  close(): Promise<void>;
}

/** What a parsed body leaves is collected early, since the thread runs beside a server that is at work. */
const THREAD_MEMORY = { maxYoungGenerationSizeMb: 16 };
/** Bytes that may wait for the thread; one body more is always taken. */
const MOST_WAITING_BYTES = 64 * 2 ** 20;

/** @remarks The thread starts with the first body; one that dies is replaced, its bodies are refused. */
export function createTrackingParser(task: TrackingTask): TrackingParser {
  let thread: CallThread<TrackingBody, ParsedDelivery> | null = null;
  let waitingBytes = 0;
  let closed = false;
  return {
    async parse(body) {
      if (closed) throw new DoorError("not_ready", "The server is stopping.");
      if (waitingBytes > MOST_WAITING_BYTES) {
        const message = `${waitingBytes} bytes wait to be read already; send this again later.`;
        throw new DoorError("too_many_requests", message, { "retry-after": "1" });
      }
      thread ??= startCallThread("track", {
        workerData: task,
        resourceLimits: THREAD_MEMORY,
        onEnd() {
          thread = null;
        },
      });
      const { byteLength, buffer } = body.bytes;
      waitingBytes += byteLength;
      try {
        return await thread.call(body, [buffer]);
      } finally {
        waitingBytes -= byteLength;
      }
    },
    async close() {
      closed = true;
      await thread?.end();
    },
  };
}
