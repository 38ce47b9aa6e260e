import { CoreError } from "../error.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import type { CanonicalRecord } from "../schema/record.js";
import { messageLines, type Unwrap } from "../source/index.js";
import type { CommitReport, RecordStore } from "../store/record-store.js";
import type { Notification } from "./notification.js";
import { parseBatch } from "./parse-batch.js";
import { type ParsingOptions, rejectionTime } from "./parse-source.js";
import { parseSteps } from "./parse-steps.js";
import { countStage, type StageBoard, type StageCounts } from "./stage.js";

/** What an intake is made of. */
export interface IntakeOptions extends Omit<ParsingOptions, "batchSize" | "lines"> {
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
}

/** Whose messages they are. */
export interface Delivery {
  /** Name of the source in positions. */
  readonly source: string;
  readonly unwrap?: Unwrap | undefined;
}

interface Waiting extends Pick<Acceptance, "read" | "deadLetters"> {
  readonly source: string;
  readonly records: readonly CanonicalRecord[];
  readonly stages: StageCounts;
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
  const { store, board, notification, rules = [] } = options;
  const rejectedAt = rejectionTime(options);
  const { mostWaiting = 100_000 } = options;
  const steps = parseSteps(options);
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
        const commit = await store.commit({
          records: group.flatMap((one) => one.records),
          deadLetters: group.flatMap((one) => one.deadLetters),
        });
        for (const { read, deadLetters, stages, resolve } of group) {
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
    const sources = [...new Set(group.map(({ source }) => source))];
    const read = group.reduce((sum, one) => sum + one.read, 0);
    void notification?.tell({ source: sources.join(", "), read, counts, checkpoint: null });
  };

  return {
    async accept(messages, { source, unwrap }) {
      if (records > mostWaiting) {
        throw new CoreError(
          "store_busy",
          `${records} records wait to be stored already; send these again later`,
        );
      }
      const lines = messageLines(messages, { before: 0, unwrap });
      const parsed = { records: [], deadLetters: [], stages: new Map() };
      countStage(parsed.stages, "data_extraction", { entered: lines.length, left: lines.length });
      parseBatch(lines, parsed, { source, steps, rules, rejectedAt });
      records += lines.length;
      return new Promise((resolve, reject) => {
        waiting.push({ ...parsed, source, read: lines.length, resolve, reject });
        if (!busy) void commitAll();
      });
    },
  };
}
