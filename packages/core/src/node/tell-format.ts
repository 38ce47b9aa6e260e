import { CoreError } from "../error.js";
import type { RecordKind } from "../schema/record.js";
import { rowToJson } from "../source/csv-line.js";
import { csvHeader, jsonLines } from "../source/index.js";
import { readObject } from "../validate/read-object.js";
import { recognise } from "../validate/recognise.js";

/** How records stand in a file. */
export type FileFormat = "json-lines" | "csv" | "parquet";

/** What the beginning of a file tells. */
export interface Told {
  readonly format: FileFormat | null;
  /** Kind of its first record that is of any. */
  readonly kind: RecordKind | null;
  /** Bytes of a row, on average; null when there is none. */
  readonly rowBytes: number | null;
  /** Why format or kind is not known. */
  readonly reason: string | null;
}

const MOST_LINES = 200;

/** Tells format and kind from the beginning of a file, unpacked; never from its name. */
export async function tellFormat(text: Uint8Array): Promise<Told> {
  if (text.length === 0) return unknown("it is empty");
  if (isParquet(text)) return { format: "parquet", kind: null, rowBytes: null, reason: null };
  const json = await tellJson(text);
  if (json.kind !== null) return json;
  const csv = await tellCsv(text);
  return csv ?? json;
}

function isParquet([a, b, c, d]: Uint8Array): boolean {
  return a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31;
}

async function tellJson(text: Uint8Array): Promise<Told> {
  let [read, objects, bytes] = [0, 0, 0];
  let kind: RecordKind | null = null;
  try {
    for await (const { lines, endOffset } of jsonLines(piecesOf(text), { source: "its start" })) {
      for (const line of lines.slice(0, MOST_LINES)) {
        read += 1;
        bytes = line.offset + line.text.length;
        const object = line.rejection === null ? readObject(line.text) : line.rejection;
        if ("rule" in object) continue;
        objects += 1;
        const found = recognise(object.line);
        kind ??= found === "demo" ? "behaviour" : found;
      }
      bytes = Math.max(bytes, endOffset);
    }
  } catch (error) {
    if (error instanceof CoreError) return unknown(error.message);
    throw error;
  }
  const rowBytes = read === 0 ? null : bytes / read;
  if (kind !== null) return { format: "json-lines", kind, rowBytes, reason: null };
  if (objects === 0)
    return unknown("its beginning is neither JSON lines nor a table with a header");
  const reason = "none of its first lines has the fields of a known kind of record";
  return { format: "json-lines", kind: null, rowBytes, reason };
}

/** @returns null when it is no table: one column, or a header that is none */
async function tellCsv(text: Uint8Array): Promise<Told | null> {
  const open = () => piecesOf(text);
  try {
    const { columns, offset } = await csvHeader(open, "its start");
    if (columns.length < 2 || columns.some((name) => /^[{[]/.test(name.trim()))) return null;
    const line: Record<string, unknown> = JSON.parse(rowToJson(columns, "its start")(columns));
    const found = recognise(line);
    const rows = new TextDecoder().decode(text.subarray(offset)).split("\n").length - 1;
    const rowBytes = rows > 0 ? text.length / rows : null;
    if (found !== null && found !== "demo") {
      return { format: "csv", kind: found, rowBytes, reason: null };
    }
    const named = columns.join(", ").slice(0, 200);
    const reason = `its columns are those of no known kind of record: ${named}`;
    return { format: "csv", kind: null, rowBytes, reason };
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

function unknown(reason: string): Told {
  return { format: null, kind: null, rowBytes: null, reason };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
