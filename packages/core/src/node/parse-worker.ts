/** What runs in the parsing thread: posts a piece for each message that it gets, and null at the end. */
import { parentPort, workerData } from "node:worker_threads";
import type { ParsedPiece, ParsingOptions, SourcePlace } from "../pipeline/index.js";
import { parseSource } from "../pipeline/parse-source.js";
import { parseSteps } from "../pipeline/parse-steps.js";
import { type BehaviourColumns, behaviourColumns } from "../store/behaviour-columns.js";
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

const { path, name, from, options }: ThreadTask = workerData;
const source = { ...(await sourceOrFailure(path)), name };
const own = { ...options, hash: nodeTextHasher };
const pieces = parseSource(source, from, { ...own, steps: parseSteps(own) });
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", () => {
  last = last.then(async () => {
    const { done, value } = await pieces.next();
    if (done) parentPort?.postMessage(null);
    else {
      const packed = pack(value);
      parentPort?.postMessage(packed, buffersOf(packed.columns));
    }
  });
});

function pack(piece: ParsedPiece): ParsedPiece & { readonly columns: BehaviourColumns } {
  const behaviour = piece.records.filter((record) => record.kind === "behaviour");
  const records = piece.records.filter((record) => record.kind !== "behaviour");
  return { ...piece, records, columns: behaviourColumns(behaviour) };
}

function buffersOf(columns: BehaviourColumns): ArrayBuffer[] {
  return Object.values(columns).flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : [],
  );
}
