import type { LiveBatch, LiveMessage } from "./live-source.js";

/** How much may wait. */
export interface QueueLimits {
  /** Messages from which on it is full. Default 1,000. */
  readonly mostMessages?: number | undefined;
  /** Bytes (of texts: UTF-16 units) from which on it is full. Default 8 MiB. */
  readonly mostBytes?: number | undefined;
}

/**
 * Gathers what arrives one by one, and gives out what has gathered as one batch: from one that fills it to one that empties it.
 *
 * @remarks It does not refuse: who fills it looks whether it is `full`, or awaits `room()`, before more is taken from the other
 * side. So it holds one batch, and what the transport had already handed over.
 */
export class ArrivalQueue {
  readonly #limits: { readonly messages: number; readonly bytes: number };
  #waiting: LiveBatch[] = [];
  #messages = 0;
  #bytes = 0;
  #ended = false;
  #failure: { readonly reason: unknown } | null = null;
  #onArrival: () => void = () => undefined;
  #onRoom: (() => void)[] = [];
  #onEnd: () => void = () => undefined;

  constructor({ mostMessages = 1000, mostBytes = 8 * 2 ** 20 }: QueueLimits = {}) {
    this.#limits = { messages: mostMessages, bytes: mostBytes };
  }

  /** True when nothing should be added until there is room again. */
  get full(): boolean {
    return this.load >= 1;
  }

  /** How much waits, as a ratio of what it should hold at most. */
  get load(): number {
    return Math.max(this.#messages / this.#limits.messages, this.#bytes / this.#limits.bytes);
  }

  /** True when nothing more will be taken out of it, or put into it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Puts something in; what comes after the end is left out. */
  add(arrival: LiveBatch): void {
    if (this.#ended) return;
    this.#waiting.push(arrival);
    this.#messages += arrival.messages.length;
    for (const message of arrival.messages) this.#bytes += sizeOf(message);
    this.#onArrival();
  }

  /** Resolves when there is room, or when it has ended. */
  async room(): Promise<void> {
    while (this.full && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#onRoom.push(resolve);
      });
    }
  }

  /** Nothing more will come; what has gathered is still given out. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onArrival();
    this.#wakeFillers();
    this.#onEnd();
  }

  /** Called once when it ends, or at once when it has. */
  onEnd(call: () => void): void {
    if (this.#ended) call();
    else this.#onEnd = call;
  }

  /** Ends it by a failure, which is thrown once what has gathered was given out. The first one counts. */
  fail(reason: unknown): void {
    if (this.#ended) return;
    this.#failure = { reason };
    this.end();
  }

  /** What gathers, batch by batch, to the end. @throws what it was failed with */
  async *batches(): AsyncGenerator<LiveBatch, void, void> {
    try {
      for (;;) {
        if (this.#waiting.length > 0) {
          yield this.#take();
        } else if (this.#ended) {
          break;
        } else {
          await new Promise<void>((resolve) => {
            this.#onArrival = resolve;
          });
        }
      }
      if (this.#failure !== null) throw this.#failure.reason;
    } finally {
      this.end();
    }
  }

  #take(): LiveBatch {
    const arrivals = this.#waiting;
    this.#waiting = [];
    this.#messages = 0;
    this.#bytes = 0;
    this.#wakeFillers();
    return joined(arrivals);
  }

  #wakeFillers(): void {
    const wake = this.#onRoom;
    this.#onRoom = [];
    for (const resolve of wake) resolve();
  }
}

/** Batches as one: where to go on is said by the last that knows, and all are acknowledged together. */
function joined(batches: readonly LiveBatch[]): LiveBatch {
  return {
    messages: batches.flatMap(({ messages }) => messages),
    cursor: batches.findLast(({ cursor }) => cursor !== null)?.cursor ?? null,
    async acknowledge() {
      await Promise.all(batches.map((batch) => batch.acknowledge?.()));
    },
  };
}

function sizeOf(message: LiveMessage): number {
  return typeof message === "string" || message instanceof Uint8Array
    ? message.length
    : message.text.length;
}
