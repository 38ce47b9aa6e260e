/** What runs in the parsing thread: posts a piece for each message that it gets, and null at the end. */
import { parentPort, workerData } from "node:worker_threads";
import type { ParsedPiece, ParsingOptions, SourcePlace } from "../pipeline/index.js";
import { DEFAULT_BATCH, parseSource } from "../pipeline/parse-source.js";
import { parseSteps } from "../pipeline/parse-steps.js";
import { countStage, type StageCounts } from "../pipeline/stage.js";
import { textListJson } from "../schema/text-list-json.js";
import { type BehaviourColumns, buffersOfColumns } from "../store/behaviour-columns.js";
import { behaviourColumns } from "../store/column-builder.js";
import { sourceOrFailure } from "./discover-sources.js";
import { nodeTextHasher } from "./text-hasher.js";

/** What a thread parses, made of data that can be posted. */
export interface ThreadTask {
  readonly path: string;
  /** Name of the source in positions. */
  readonly name: string;
  readonly from: SourcePlace;
  readonly options: Omit<ParsingOptions, "names" | "hash" | "rules">;
}

/** Records become columns after so many, so that they are garbage before they were moved about. */
const MOST_RECORDS = 512;

const { path, name, from, options }: ThreadTask = workerData;
const source = { ...(await sourceOrFailure(path)), name };
const { batchSize = DEFAULT_BATCH } = options;
const parts = Math.ceil(batchSize / MOST_RECORDS);
const own = { ...options, hash: nodeTextHasher, batchSize: Math.ceil(batchSize / parts) };
const pieces = parseSource(source, from, { ...own, steps: parseSteps(own) });
const listJson = textListJson();
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", () => {
  last = last.then(async () => {
    const piece = await nextPiece();
    parentPort?.postMessage(piece, piece?.columns.flatMap(buffersOfColumns) ?? []);
  });
});

type Packed = ParsedPiece & { readonly columns: readonly BehaviourColumns[] };

/** So many pieces as make a batch, in one; null at the end. */
async function nextPiece(): Promise<Packed | null> {
  let whole: Packed | null = null;
  for (let part = 0; part < parts; part++) {
    const { done, value } = await pieces.next();
    if (done) break;
    whole = whole === null ? packed(value) : joined(whole, packed(value));
  }
  return whole;
}

function packed(piece: ParsedPiece): Packed {
  const behaviour = piece.records.filter((record) => record.kind === "behaviour");
  const records = piece.records.filter((record) => record.kind !== "behaviour");
  return { ...piece, records, columns: [behaviourColumns(behaviour, { listJson })] };
}

function joined(a: Packed, b: Packed): Packed {
  const stages: StageCounts = new Map(a.stages);
  for (const [stage, count] of b.stages) countStage(stages, stage, count);
  return {
    records: [...a.records, ...b.records],
    columns: [...a.columns, ...b.columns],
    deadLetters: [...a.deadLetters, ...b.deadLetters],
    blank: a.blank + b.blank,
    stages,
    next: b.next,
    failure: b.failure,
  };
}
