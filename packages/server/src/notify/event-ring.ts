import type { ToldBatch } from "./told-batch.js";

/** A batch with its place in this process' stream. */
export interface StreamEvent {
  readonly sequence: number;
  readonly batch: ToldBatch;
}

/** What follows after an id: whether some of it is not kept any more, and what is. */
export interface Resumption {
  readonly gap: boolean;
  readonly events: readonly StreamEvent[];
}

/** The last events of a stream. Ids are `<start of the process in ms>-<sequence>`, so they only grow. */
export class EventRing {
  readonly #boot: number;
  readonly #most: number;
  readonly #events: StreamEvent[] = [];
  #last = 0;

  constructor({ boot, most = 1024 }: { boot: number; most?: number }) {
    this.#boot = boot;
    this.#most = most;
  }

  /** @param missed - batches before it that the ring was never told of */
  add(batch: ToldBatch, { missed }: { missed: number }): StreamEvent {
    this.#last += missed + 1;
    if (missed > 0) this.#events.length = 0;
    const event = { sequence: this.#last, batch };
    this.#events.push(event);
    if (this.#events.length > this.#most) this.#events.shift();
    return event;
  }

  /** Id of the newest event. */
  newest(): string {
    return this.idOf(this.#last);
  }

  idOf(sequence: number): string {
    return `${this.#boot}-${sequence}`;
  }

  /** What came after the event with this id; an id of another process, or none of ours, leaves a gap. */
  after(id: string): Resumption {
    const [, boot, digits] = /^(\d{1,15})-(\d{1,15})$/.exec(id) ?? [];
    const sequence = Number(digits);
    if (Number(boot) !== this.#boot || sequence > this.#last) {
      return { gap: true, events: [...this.#events] };
    }
    const oldest = this.#events[0]?.sequence ?? this.#last + 1;
    return {
      gap: sequence + 1 < oldest,
      events: this.#events.filter((event) => event.sequence > sequence),
    };
  }
}
