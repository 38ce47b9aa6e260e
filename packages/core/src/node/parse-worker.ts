/** What runs in the parsing thread: posts a piece for each message that it gets, and null at the end. */
import { parentPort, workerData } from "node:worker_threads";
import type { ParsingOptions, SourcePlace } from "../pipeline/index.js";
import { scanSource } from "../pipeline/scan/scan-source.js";
import type { DataKey } from "../seal/index.js";
import { buffersOfColumns } from "../store/packed-columns.js";
import { storedOrSealed } from "./file-source.js";
import { scanPlatform } from "./scan-platform.js";
import { nodeTextHasher } from "./text-hasher.js";

/** What a thread parses, made of data that can be posted. */
export interface ThreadTask {
  readonly path: string;
  /** Name of the source in positions. */
  readonly name: string;
  /** Its lines are rows of a table. */
  readonly table: boolean;
  readonly from: SourcePlace;
  readonly options: Omit<ParsingOptions, "names" | "hash" | "rules" | "now">;
  /** Dead letters note when they were rejected. */
  readonly timed: boolean;
  readonly scratchKey?: DataKey | undefined;
}

const { path, name, table, from, options, timed, scratchKey }: ThreadTask = workerData;
const open = (offset: number) => storedOrSealed(path, { offset, scratchKey });
const source = { name, table, open };
const pieces = scanSource(source, from, {
  ...options,
  ...scanPlatform,
  hash: nodeTextHasher,
  now: timed ? Date.now : undefined,
});
let last: Promise<void> = Promise.resolve();
parentPort?.on("message", () => {
  last = last.then(async () => {
    const { done, value } = await pieces.next();
    if (done) parentPort?.postMessage(null);
    else parentPort?.postMessage(value, value.columns?.flatMap(buffersOfColumns) ?? []);
  });
});
