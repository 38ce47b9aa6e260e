import type { SourceParser } from "../pipeline/index.js";
import { isScannable } from "../pipeline/scan/scan-source.js";
import { isFileSource } from "./file-source.js";
import { parseInThread } from "./parse-thread.js";

/** Files from here on are parsed in a thread, which takes a tenth of a second to start. */
const LARGE = 8 * 1_048_576;

/**
 * Parses large files in a thread of their own, beside the store that takes what was parsed.
 *
 * Leaves to the pipeline what is small, packed or no file, and what was given functions, which cannot be posted: names and rules.
 */
export const fileParser: SourceParser = (source, from, options) => {
  const { catalogue, zone, asOf, date, acceptDemoRows, coerceNumbers, demo, batchSize, lines } =
    options;
  if (!isFileSource(source) || (source.size ?? 0) - from.offset < LARGE) return null;
  // Records of a table that are not behaviour take longer to pass from thread to thread than to parse.
  const table = source.format === "csv" && source.kind === "behaviour";
  if (source.lines !== undefined && !table) return null;
  if (options.names !== undefined || !isScannable(options)) return null;
  const timed = options.now !== undefined;
  const { path, name, scratchKey } = source;
  const plain = {
    catalogue,
    zone,
    asOf,
    date,
    acceptDemoRows,
    coerceNumbers,
    demo,
    batchSize,
    lines,
  };
  return parseInThread({
    path,
    name,
    table,
    from: { offset: from.offset, line: from.line },
    options: plain,
    timed,
    scratchKey,
  });
};
