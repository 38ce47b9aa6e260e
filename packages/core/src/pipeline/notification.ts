import { reasonOf } from "../error.js";
import type { Checkpoint, CommitReport } from "../store/record-store.js";
import type { StageBoard } from "./stage.js";

/** Told after a batch is durable, in the order of the batches. */
export interface BatchIngested {
  readonly type: "batch_ingested";
  /** Counts from 1 within a run. */
  readonly sequence: number;
  readonly source: string;
  readonly read: number;
  readonly counts: CommitReport;
  readonly checkpoint: Checkpoint | null;
}

/** Somebody who wants to know. */
export type Subscriber = (event: BatchIngested) => void | Promise<void>;

/** Calls subscribers one after the other; one that fails is noted on the stage and does not stop the data. */
export class Notification {
  readonly #subscribers = new Set<Subscriber>();
  readonly #board: StageBoard;
  #sequence = 0;

  constructor(board: StageBoard) {
    this.#board = board;
  }

  /** @returns how to unsubscribe */
  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
    };
  }

  async tell(event: Omit<BatchIngested, "type" | "sequence">): Promise<void> {
    this.#sequence += 1;
    this.#board.count("notification", { entered: 1 });
    let delivered = true;
    for (const subscriber of this.#subscribers) {
      try {
        await subscriber({ type: "batch_ingested", sequence: this.#sequence, ...event });
      } catch (error) {
        delivered = false;
        this.#board.error("notification", `a subscriber failed: ${reasonOf(error)}`);
      }
    }
    this.#board.count("notification", { left: delivered ? 1 : 0 });
  }
}
