import { reasonOf } from "../error.js";
import type { Checkpoint, CommitReport } from "../store/record-store.js";
import type { StageBoard } from "./stage.js";

/** Told after a batch is durable, in the order of the batches. */
export interface BatchIngested {
  readonly type: "batch_ingested";
  /** Counts from 1 within a run. */
  readonly sequence: number;
  /** Name of the source; of several, when their deliveries went into one commit, parted by ", ". */
  readonly source: string;
  readonly read: number;
  readonly counts: CommitReport;
  readonly checkpoint: Checkpoint | null;
  /** Batches just before this one that this subscriber is not told of, since too many waited for it. */
  readonly missed: number;
}

/** Somebody who wants to know. */
export type Subscriber = (event: BatchIngested) => void | Promise<void>;

/**
 * Calls each subscriber with every batch, one at a time and in order, apart from the others: one that is slow holds up
 * neither them nor the data, and one that fails is noted on the stage.
 */
export class Notification {
  readonly #boxes = new Set<Box>();
  readonly #board: StageBoard;
  readonly #mostWaiting: number;
  #sequence = 0;

  /** @param options.mostWaiting - events that may wait for one subscriber; beyond it the oldest count as `missed` */
  constructor(board: StageBoard, { mostWaiting = 1000 }: { mostWaiting?: number } = {}) {
    this.#board = board;
    this.#mostWaiting = mostWaiting;
  }

  /** @returns how to unsubscribe */
  subscribe(subscriber: Subscriber): () => void {
    const box = new Box(subscriber, {
      mostWaiting: this.#mostWaiting,
      onError: (reason) => this.#board.error("notification", `a subscriber failed: ${reason}`),
    });
    this.#boxes.add(box);
    return () => {
      this.#boxes.delete(box);
      box.close();
    };
  }

  /** Resolves when every subscriber is done with it; never rejects. Who does not wait is not slowed. */
  async tell(event: Omit<BatchIngested, "type" | "sequence" | "missed">): Promise<void> {
    this.#sequence += 1;
    const told: Told = { type: "batch_ingested", sequence: this.#sequence, ...event };
    this.#board.count("notification", { entered: 1 });
    const delivered = await Promise.all([...this.#boxes].map((box) => box.put(told)));
    this.#board.count("notification", { left: delivered.every(Boolean) ? 1 : 0 });
  }
}

type Told = Omit<BatchIngested, "missed">;

/** What waits for one subscriber. */
class Box {
  readonly #subscriber: Subscriber;
  readonly #options: { readonly mostWaiting: number; readonly onError: (reason: string) => void };
  #waiting: { readonly event: Told; readonly done: (delivered: boolean) => void }[] = [];
  #missed = 0;
  #busy = false;

  constructor(
    subscriber: Subscriber,
    options: { mostWaiting: number; onError: (reason: string) => void },
  ) {
    this.#subscriber = subscriber;
    this.#options = options;
  }

  /** @returns whether the subscriber took it */
  put(event: Told): Promise<boolean> {
    return new Promise((done) => {
      this.#waiting.push({ event, done });
      if (this.#waiting.length > this.#options.mostWaiting) {
        this.#waiting.shift()?.done(false);
        this.#missed += 1;
        this.#options.onError(`more than ${this.#options.mostWaiting} batches waited for it`);
      }
      if (!this.#busy) void this.#deliver();
    });
  }

  close(): void {
    for (const { done } of this.#waiting) done(false);
    this.#waiting = [];
  }

  async #deliver(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const missed = this.#missed;
      this.#missed = 0;
      try {
        await this.#subscriber({ ...next.event, missed });
        next.done(true);
      } catch (error) {
        this.#options.onError(reasonOf(error));
        next.done(false);
      }
    }
    this.#busy = false;
  }
}
