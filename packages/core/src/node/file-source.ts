import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { CoreError } from "../error.js";
import type { RecordKind } from "../schema/record.js";
import { type DataKey, openStream } from "../seal/index.js";
import { type ByteSource, csvLines } from "../source/index.js";
import { type FileHead, fileError, readHead } from "./file-head.js";
import { type FileFormat, type Told, tellFormat } from "./tell-format.js";
import { type Packing, unpack } from "./unpack.js";

const PIECE_BYTES = 262_144;
const DATE = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/;
const TABLE = /\.(csv|tsv)(\.(gz|zst))?$/i;

/** A source that is a file; its name need not be its path. */
export interface FileSource extends ByteSource {
  readonly path: string;
  readonly format: FileFormat;
  /** Kind of its first record that is of any, as far as that was looked for. */
  readonly kind?: RecordKind | null | undefined;
  /** What a scratch file is sealed with. */
  readonly scratchKey?: DataKey | undefined;
}

/**
 * A file as a source: read in pieces, unpacked when it is gzip or zstd, as JSON lines or as rows of a table.
 *
 * All of that is told by its bytes, not by its name. Offsets count unpacked bytes. Its name is the path as given; a date in
 * the file's name is the date of lines without a time of their own. The fingerprint is the SHA-256 of the first 64 KiB as
 * stored: a longer file may grow and is read on where it stopped, a shorter one that grew is read again, which changes nothing.
 *
 * @throws CoreError `file_not_found` | `file_unreadable`, here and while reading, naming the path
 */
export async function fileSource(path: string): Promise<FileSource> {
  const head = await readHead(path);
  return sourceOf(path, head, await tellFormat(head.text));
}

/** As `fileSource`, of a file whose beginning was read already. */
export function sourceOf(path: string, { packing, size }: FileHead, told: Told): FileSource {
  const date = dateOfName(path);
  const format = formatOf(path, told);
  let read = 0;
  const onRead = (bytes: number) => {
    read = bytes;
  };
  const open = (offset: number) =>
    packing === null ? stored(path, offset) : unpacked(path, packing, { offset, onRead });
  return {
    name: path,
    path,
    format,
    kind: told.kind,
    ...(packing === null ? { size } : { stored: { size, read: () => read } }),
    ...(date !== undefined && { date }),
    ...(format === "csv" && { lines: (options) => csvLines(open, options) }),
    async fingerprint() {
      if (format === "parquet") throw parquetError(path);
      return createHash("sha256")
        .update((await readHead(path)).start)
        .digest("hex");
    },
    open,
  };
}

/**
 * A file of JSON lines as it is stored, whatever its bytes look like: for files that a program wrote itself.
 *
 * @param source.name - of the source in positions
 * @param source.fingerprint - what tells that it is still the same content
 * @param source.scratchKey - what the file is sealed with, a key that is in memory only
 */
export function lineFile(
  path: string,
  {
    name,
    size,
    fingerprint,
    scratchKey,
  }: { name: string; size: number; fingerprint: string; scratchKey?: DataKey | undefined },
): FileSource {
  return {
    name,
    path,
    format: "json-lines",
    size,
    fingerprint: async () => fingerprint,
    scratchKey,
    open: (offset) => storedOrSealed(path, { offset, scratchKey }),
  };
}

/** A date in a file's name. */
function dateOfName(path: string): string | undefined {
  return DATE.exec(path.split(/[\\/]/).at(-1) ?? "")?.[0];
}

export function isFileSource(source: ByteSource): source is FileSource {
  return "path" in source && typeof source.path === "string";
}

/** A table of no known kind is read as a table where it is named as one: then its rows say what they lack. */
function formatOf(path: string, { format, kind }: Told): FileFormat {
  if (format === null) return "json-lines";
  return format === "csv" && kind === null && !TABLE.test(path) ? "json-lines" : format;
}

function parquetError(path: string): CoreError {
  return new CoreError(
    "file_unreadable",
    `cannot read ${path}: it is a Parquet file; give parquetFile of @cdp-whatif/core/duckdb as option parquet`,
  );
}

/** Bytes of a file as it is stored. @throws CoreError `file_not_found` | `file_unreadable` */
async function* stored(path: string, offset: number): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { start: offset, highWaterMark: PIECE_BYTES });
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** Purpose of what bodies are sealed for while they wait in a file. */
export const SCRATCH = "scratch";

/** As `stored`, of a file that may be sealed. */
export async function* storedOrSealed(
  path: string,
  { offset, scratchKey }: { offset: number; scratchKey?: DataKey | undefined },
): AsyncGenerator<Uint8Array> {
  if (scratchKey === undefined) return yield* stored(path, offset);
  const about = { keys: [scratchKey], purpose: SCRATCH, where: "a body in the scratch folder" };
  let skip = offset;
  for await (const piece of openStream(stored(path, 0), about)) {
    if (piece.length > skip) yield piece.subarray(skip);
    skip = Math.max(0, skip - piece.length);
  }
}

async function* unpacked(
  path: string,
  packing: Packing,
  { offset, onRead }: { offset: number; onRead: (bytes: number) => void },
): AsyncGenerator<Uint8Array> {
  let skip = offset;
  try {
    for await (const piece of unpack(path, packing, { onRead })) {
      if (piece.length > skip) yield piece.subarray(skip);
      skip = Math.max(0, skip - piece.length);
    }
  } catch (cause) {
    throw fileError(path, cause);
  }
}
