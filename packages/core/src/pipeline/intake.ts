import { CoreError } from "../error.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import { recordsOfEvents } from "../store/index.js";
import type { CommitReport, RecordStore } from "../store/record-store.js";
import type { Notification } from "./notification.js";
import {
  createDeliveryParser,
  type Delivery,
  type DeliveryOptions,
  type ParsedDelivery,
} from "./parse-delivery.js";
import type { StageBoard } from "./stage.js";

/** What an intake is made of. */
export interface IntakeOptions extends DeliveryOptions {
  readonly store: RecordStore;
  readonly board?: StageBoard | undefined;
  readonly notification?: Notification | undefined;
  /** Records that may wait for their commit; more are refused. Default 100,000. */
  readonly mostWaiting?: number | undefined;
}

/** What became of one delivery, once it is durable. */
export interface Acceptance {
  readonly read: number;
  /** Records that were rejected, as they are kept. */
  readonly deadLetters: readonly DeadLetter[];
  /** Of the commit that it was part of; other deliveries may have been, too. */
  readonly commit: CommitReport;
}

/** Takes small deliveries, many at a time, such as bodies of requests. */
export interface Intake {
  /**
   * Resolves when everything that the messages hold is durable, as records or as dead letters.
   *
   * @throws CoreError `store_busy` when too many records wait already, and what the store throws
   */
  accept(messages: readonly (string | Uint8Array)[], delivery: Delivery): Promise<Acceptance>;
  /** The same for a delivery that was parsed elsewhere, with the options of this intake. */
  store(delivery: ParsedDelivery): Promise<Acceptance>;
}

interface Waiting {
  readonly delivery: ParsedDelivery;
  readonly resolve: (receipt: Acceptance) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * An intake into a store, by group commit: what arrives while one commit is under way goes together into the next one,
 * so that making a delivery durable costs the less, the more of them there are.
 *
 * @throws CoreError `unknown_zone` | `invalid_catalogue`
 */
export function createIntake(options: IntakeOptions): Intake {
  const { store, board, notification } = options;
  const { mostWaiting = 100_000 } = options;
  const parse = createDeliveryParser(options);
  let waiting: Waiting[] = [];
  let records = 0;
  let busy = false;

  const commitAll = async () => {
    busy = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      records = 0;
      try {
        const commit = await store.commit(batchOf(group, store));
        for (const { delivery, resolve } of group) {
          const { read, deadLetters, stages } = delivery;
          board?.add(stages);
          board?.count("indexing", { entered: read, left: read });
          resolve({ read, deadLetters, commit });
        }
        tell(group, commit);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    busy = false;
  };
  const tell = (group: readonly Waiting[], counts: CommitReport) => {
    const sources = [...new Set(group.map(({ delivery }) => delivery.source))];
    const read = group.reduce((sum, { delivery }) => sum + delivery.read, 0);
    void notification?.tell({ source: sources.join(", "), read, counts, checkpoint: null });
  };

  const enqueue = (delivery: ParsedDelivery) => {
    records += delivery.read;
    return new Promise<Acceptance>((resolve, reject) => {
      waiting.push({ delivery, resolve, reject });
      if (!busy) void commitAll();
    });
  };
  const refuseWhenFull = () => {
    if (records <= mostWaiting) return;
    throw new CoreError(
      "store_busy",
      `${records} records wait to be stored already; send these again later`,
    );
  };

  return {
    async accept(messages, delivery) {
      refuseWhenFull();
      return enqueue(parse(messages, delivery));
    },
    async store(delivery) {
      refuseWhenFull();
      return enqueue(delivery);
    },
  };
}

/** One batch of all deliveries, in the form that the store takes. */
function batchOf(
  group: readonly Waiting[],
  { takesColumns = false }: RecordStore,
): Parameters<RecordStore["commit"]>[0] {
  const events = group.flatMap(({ delivery }) => delivery.events ?? []);
  const records = group.flatMap(({ delivery }) => delivery.records);
  const deadLetters = group.flatMap(({ delivery }) => delivery.deadLetters);
  return takesColumns
    ? { events, records, deadLetters }
    : { records: [...events.flatMap(recordsOfEvents), ...records], deadLetters };
}
