import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { CoreError } from "../error.js";
import type { RecordKind } from "../schema/record.js";
import type { ByteSource } from "../source/index.js";
import { recognise } from "../validate/recognise.js";
import { FINGERPRINT_BYTES, type FileHead, fileError, readHead } from "./file-head.js";
import { sourceOf } from "./file-source.js";
import { type FileFormat, type Told, tellFormat } from "./tell-format.js";
import type { Packing } from "./unpack.js";

/** Files of a folder that are read though nothing in them is recognised: their lines then say what they lack. */
const LINES = /\.(jsonl|ndjson)(\.(gz|zst))?$/i;

/** What a file is, told by its bytes. */
export interface FoundFile {
  readonly path: string;
  /** Null: none that is known. */
  readonly format: FileFormat | null;
  readonly packing: Packing | null;
  /** Kind of the first record that is of any. */
  readonly kind: RecordKind | null;
  /** As stored; null when it cannot be opened. */
  readonly bytes: number | null;
  /** Estimated from the beginning, exact for Parquet; null when it cannot be. */
  readonly rows: number | null;
  /** Whether it is read. */
  readonly taken: boolean;
  /** Why it is not read, or its kind not known. */
  readonly reason: string | null;
}

/** What paths led to. */
export interface Discovery {
  /** In the order of the paths, within a folder by path; one that cannot be opened fails when it is read. */
  readonly sources: readonly ByteSource[];
  /** Every file that was looked at, in the same order. */
  readonly files: readonly FoundFile[];
  /** Files of folders in which nothing is recognised: not guessed at. */
  readonly unknown: readonly string[];
}

/** A table that another room reads, such as a Parquet file. */
export interface TableFile {
  readonly source: ByteSource;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** How files are looked for. */
export interface DiscoveryOptions {
  /** Reads Parquet files: `parquetFile` of `@cdp-whatif/core/duckdb`. Without it they are listed, not read. */
  readonly parquet?: ((path: string) => Promise<TableFile>) | undefined;
}

/**
 * Files, and the files of folders and of their folders; names that begin with a dot are left out.
 *
 * A file that is named itself is read whatever is in it; one of a folder when its bytes are recognised, or its name says
 * JSON lines.
 *
 * @throws CoreError `file_not_found` for a path that leads nowhere
 */
export async function discoverSources(
  paths: readonly string[],
  options: DiscoveryOptions = {},
): Promise<Discovery> {
  const sources: ByteSource[] = [];
  const files: FoundFile[] = [];
  for (const path of paths) {
    const named = !(await isFolder(path));
    for (const file of named ? [path] : await filesOfFolder(path)) {
      const { found, source } = await lookAt(file, { ...options, named });
      files.push(found);
      if (source !== null) sources.push(source);
    }
  }
  const unknown = files.filter(({ taken }) => !taken).map(({ path }) => path);
  return { sources, files, unknown };
}

/** Files of a folder and of its folders, by path. */
export function filesOfFolder(folder: string): Promise<string[]> {
  return filesOf(folder, new Set());
}

/** Tells what a file is; the source is null when it is not to be read. */
export async function lookAt(
  path: string,
  { named, parquet }: DiscoveryOptions & { readonly named: boolean },
): Promise<{ readonly found: FoundFile; readonly source: ByteSource | null }> {
  try {
    const head = await readHead(path);
    const told = await tellFormat(head.text);
    if (told.format === "parquet" && head.packing === null && parquet !== undefined) {
      return await lookAtTable(path, { head, parquet });
    }
    const plain = told.format !== "parquet";
    const taken = named || (plain && (told.kind !== null || LINES.test(path)));
    const found = { ...foundOf(path, { head, told }), taken };
    const needs = "a Parquet file, which is only read where DuckDB is and when it is not packed";
    const reason = plain ? found.reason : needs;
    return { found: { ...found, reason }, source: taken ? sourceOf(path, head, told) : null };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    const unopened = { format: null, packing: null, kind: null, bytes: null, rows: null };
    const found = { path, ...unopened, taken: true, reason: error.message };
    return { found, source: failing(path, error) };
  }
}

async function lookAtTable(
  path: string,
  { head, parquet }: { head: FileHead; parquet: (path: string) => Promise<TableFile> },
) {
  const { source, columns, rows } = await parquet(path);
  const fields = columns.map((column) => [column.split(".")[0] ?? "", ""]);
  const sign = recognise(Object.fromEntries(fields));
  const kind = sign === "demo" ? "behaviour" : sign;
  const named = columns.join(", ").slice(0, 200);
  const reason =
    kind === null ? `its columns are those of no known kind of record: ${named}` : null;
  const found: FoundFile = {
    path,
    format: "parquet",
    packing: null,
    kind,
    bytes: head.size,
    rows,
    taken: kind !== null,
    reason,
  };
  return { found, source: kind === null ? null : source };
}

function foundOf(
  path: string,
  { head, told }: { head: FileHead; told: Told },
): Omit<FoundFile, "taken"> {
  const { packing, size: bytes, text } = head;
  const { format, kind, rowBytes, reason } = told;
  const whole = packing === null ? bytes : text.length < FINGERPRINT_BYTES ? text.length : null;
  const rows = whole === null || rowBytes === null ? null : Math.round(whole / rowBytes);
  return { path, format, packing, kind, bytes, rows, reason };
}

function failing(path: string, error: CoreError): ByteSource {
  const fail = () => Promise.reject(error);
  return {
    name: path,
    fingerprint: fail,
    open: () => ({ [Symbol.asyncIterator]: () => ({ next: fail }) }),
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** @param seen - folders gone through, since links may lead back */
async function filesOf(folder: string, seen: Set<string>): Promise<string[]> {
  const place = await realpath(folder);
  if (seen.has(place)) return [];
  seen.add(place);
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const files: string[] = [];
  for (const name of names.sort()) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) files.push(...(await filesOf(path, seen)));
    else files.push(path);
  }
  return files;
}
