import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { CoreError, reasonOf } from "../error.js";
import type { ByteSource, LineBatch, LineOptions } from "../source/index.js";
import { chunksOf } from "./chunks-of.js";
import { numberAt, textAt, valuesOf } from "./read-value.js";

/** A Parquet file: its rows as a source, what its columns are called, and how many rows it has. */
export interface ParquetFile {
  readonly source: ByteSource;
  readonly columns: readonly string[];
  readonly rows: number;
}

const ROW_NUMBER = "file_row_number";
const ENDS_BYTES = 65_536;
const DATE = /(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/;
/** An instant as the engine writes it in zone UTC. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)\+00$/;
const NONE: readonly string[] = [];

/**
 * A Parquet file, read by the engine's own reader, in order, each row as a JSON object.
 *
 * Places count rows: `offset` and `line` of a source's place are rows before it. Structs and maps are objects, lists are
 * lists, a null in an object is an absent field, decimals are numbers. An instant with a zone is written in UTC (`Z`), a
 * timestamp without one as local time. A dot in a column's name goes one level down, as in a table of texts. Its
 * fingerprint is the SHA-256 of its first and last 64 KiB: such a file is written once.
 *
 * @throws CoreError `file_unreadable`, here and while reading, naming the path
 */
export async function parquetFile(path: string): Promise<ParquetFile> {
  return withEngine(path, async (connection) => {
    const described = await valuesOf(connection, `DESCRIBE SELECT * FROM ${tableSql(path)}`);
    const columns = Array.from({ length: described.rows }, (_, row) =>
      textAt(described.column(0), row),
    );
    const counted = await valuesOf(connection, `SELECT count(*) FROM ${tableSql(path)}`);
    const rows = numberAt(counted.column(0), 0);
    const date = DATE.exec(path.split(/[\\/]/).at(-1) ?? "")?.[0];
    let read = 0;
    const { bytes } = await lookAtEnds(path);
    const source: ByteSource = {
      name: path,
      stored: { size: bytes, read: () => (rows === 0 ? bytes : (bytes * read) / rows) },
      ...(date !== undefined && { date }),
      fingerprint: async () => (await lookAtEnds(path)).hash,
      open: (offset) => textOf(rowsOf(path, { source: path, offset })),
      async *lines(options) {
        for await (const batch of rowsOf(path, options)) {
          read = batch.endOffset;
          yield batch;
        }
      },
    };
    return { source, columns, rows };
  });
}

async function* rowsOf(
  path: string,
  { offset = 0, maxLineBytes = 1_048_576 }: LineOptions,
): AsyncGenerator<LineBatch> {
  const instance = await engine();
  try {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const sql = `SELECT CAST(to_json(one) AS VARCHAR) FROM
      (SELECT * FROM read_parquet('${quoted(path)}', ${ROW_NUMBER} = true)) one
      WHERE ${ROW_NUMBER} >= ${Math.floor(offset)}`;
    let place = offset;
    for await (const chunk of chunksOf(connection, sql)) {
      const texts = chunk.getColumnValues(0).map((value) => jsonOf(String(value)));
      const lines = texts.map((text, index) => {
        const line = place + index;
        const length = Buffer.byteLength(text);
        const rejection =
          length <= maxLineBytes
            ? null
            : {
                rule: "line_too_long",
                field: null,
                found: `${length} bytes`,
                expected: `a row of at most ${maxLineBytes} bytes as JSON`,
              };
        const fixed = { encoding: "utf-8", unterminated: false, repairs: NONE } as const;
        return { line: line + 1, offset: line, text, rejection, ...fixed };
      });
      place += lines.length;
      yield { lines, blank: 0, endOffset: place, endLine: place };
    }
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    instance.closeSync();
  }
}

type Tree = { [key: string]: unknown };

/** A row as the engine writes it, with nulls of objects left out, instants in UTC as `Z`, and dots as levels. */
function jsonOf(text: string): string {
  const row: Tree = JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" ? value.replace(INSTANT, "$1T$2Z") : value,
  );
  const line = Object.create(null) as Tree;
  for (const [column, value] of Object.entries(row)) {
    if (column !== ROW_NUMBER && value !== null) put(line, column.split("."), value);
  }
  return JSON.stringify(line, (_, value: unknown) => value ?? undefined);
}

function put(line: Tree, path: readonly string[], value: unknown): void {
  let at = line;
  for (const key of path.slice(0, -1)) {
    const inner = at[key];
    const next = typeof inner === "object" && inner !== null ? (inner as Tree) : {};
    at[key] = next;
    at = next;
  }
  at[path.at(-1) ?? ""] = value;
}

async function* textOf(batches: AsyncIterable<LineBatch>): AsyncGenerator<Uint8Array> {
  for await (const { lines } of batches)
    yield Buffer.from(lines.map((l) => `${l.text}\n`).join(""));
}

async function lookAtEnds(path: string): Promise<{ hash: string; bytes: number }> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const hash = createHash("sha256");
      for (const at of [0, Math.max(0, size - ENDS_BYTES)]) {
        const buffer = new Uint8Array(Math.min(size, ENDS_BYTES));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        hash.update(buffer.subarray(0, bytesRead));
      }
      return { hash: hash.update(String(size)).digest("hex"), bytes: size };
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function withEngine<T>(
  path: string,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await engine();
  try {
    return await work(await instance.connect());
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    instance.closeSync();
  }
}

/** An engine of its own, so that reading a file never waits for the store; nothing is fetched from elsewhere. */
function engine(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", {
    memory_limit: "256MiB",
    threads: "1",
    temp_directory: "",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
}

function unreadable(path: string, cause: unknown): CoreError {
  if (cause instanceof CoreError) return cause;
  return new CoreError(
    "file_unreadable",
    `cannot read ${path}: ${reasonOf(cause)}; expected a whole Parquet file`,
    [],
    { cause },
  );
}

function tableSql(path: string): string {
  return `read_parquet('${quoted(path)}')`;
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}
