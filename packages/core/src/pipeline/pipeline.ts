import { CoreError, reasonOf } from "../error.js";
import type { IngestReport } from "../schema/ingest-report.js";
import type { ByteSource } from "../source/index.js";
import { ingestSource } from "./ingest-source.js";
import { Notification, type Subscriber } from "./notification.js";
import { parseSource, type SourcePlace } from "./parse-source.js";
import { parseSteps } from "./parse-steps.js";
import type { PipelineOptions } from "./pipeline-options.js";
import { type Stage, StageBoard } from "./stage.js";
import { Tally } from "./tally.js";

/** One run from sources to the store. */
export interface Pipeline {
  /**
   * Reads every source to its end.
   *
   * @throws CoreError `unknown_zone` | `invalid_catalogue`, `aborted` when the signal said so, and whatever the store throws
   */
  run(): Promise<IngestReport>;
  /** What each of the eight stages is doing. */
  stages(): Stage[];
  /** Told of each batch after it is durable. @returns how to unsubscribe */
  subscribe(subscriber: Subscriber): () => void;
}

/**
 * Joins source, validation, transformation, enrichment and store into one run.
 *
 * The next batch is read and parsed while one is being stored, no more; so a slow store slows the source. A source that fails
 * is named in the report, and the others go on. Running it again changes nothing.
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const board = options.board ?? new StageBoard();
  const notification = options.notification ?? new Notification(board);
  return {
    stages: () => board.all(),
    subscribe: (subscriber) => notification.subscribe(subscriber),
    async run() {
      const tally = new Tally();
      const parse = parserOf(options);
      try {
        for await (const source of discover(options)) {
          board.count("source_discovery", { entered: 1, left: 1 });
          await ingestSource(source, { options, parse, board, tally, notification });
        }
      } catch (error) {
        const failed = error instanceof CoreError && error.code === "aborted" ? null : error;
        if (failed !== null) board.error("indexing", reasonOf(failed), { failed: true });
        throw error;
      }
      board.finish();
      return tally.report();
    },
  };
}

/** Sources in order share their steps, unless their dates differ. @throws CoreError as `parseSteps` does */
function parserOf(options: PipelineOptions) {
  const shared = parseSteps(options);
  return (source: ByteSource, from: SourcePlace) => {
    const { date } = source;
    const own = date === undefined ? options : { ...options, date };
    const steps = date === undefined ? shared : parseSteps(own);
    return options.parse?.(source, from, own) ?? parseSource(source, from, { ...own, steps });
  };
}

async function* discover({ source, sources }: PipelineOptions): AsyncGenerator<ByteSource> {
  if (source !== undefined) yield source;
  if (sources !== undefined) yield* sources;
}
