import type { DuckDBConnection } from "@duckdb/node-api";
import type { Checkpoint } from "../store/record-store.js";
import { idText } from "./id-text.js";
import type { NameTable } from "./name-table.js";
import { numberAt, textAt, valuesOf } from "./read-value.js";

/** How far a source has been read, null when it never was. */
export async function readCheckpoint(
  connection: DuckDBConnection,
  source: string,
  names: NameTable,
): Promise<Checkpoint | null> {
  const sql = "SELECT byte_offset, line, fingerprint FROM source_checkpoint WHERE source = $1";
  const values = await valuesOf(connection, sql, [sourceText(source, names)]);
  if (values.rows === 0) return null;
  return {
    source,
    offset: numberAt(values.column(0), 0),
    line: numberAt(values.column(1), 0),
    fingerprint: openedFingerprint(textAt(values.column(2), 0), source, names),
  };
}

const PURPOSE = "source_checkpoint";

/** A source as its column holds it: a name may be a path or an address that tells of somebody. */
export function sourceText(source: string, names: NameTable): string {
  return names.keys === null ? source : idText(source, names);
}

/** A fingerprint as its column holds it: of a live source it is a cursor, which the source chose. */
function sealedFingerprint(
  { source, fingerprint }: Pick<Checkpoint, "source" | "fingerprint">,
  names: NameTable,
): string {
  if (names.keys === null) return fingerprint;
  const box = names.keys.sealer(PURPOSE).seal(Buffer.from(fingerprint), sourceText(source, names));
  return box.toString("base64");
}

function openedFingerprint(text: string, source: string, names: NameTable): string {
  if (names.keys === null) return text;
  const bound = sourceText(source, names);
  const where = "a checkpoint in the table source_checkpoint";
  return names.keys.sealer(PURPOSE).open(Buffer.from(text, "base64"), { bound, where }).toString();
}

/** Seals again what other keys than the current one seal, within the open transaction. @returns how many */
export async function resealCheckpoints(
  connection: DuckDBConnection,
  names: NameTable,
): Promise<number> {
  const sealer = names.keys?.sealer(PURPOSE);
  if (sealer === undefined) return 0;
  const values = await valuesOf(connection, "SELECT source, fingerprint FROM source_checkpoint");
  let resealed = 0;
  for (let row = 0; row < values.rows; row += 1) {
    const [source, text] = [0, 1].map((column) => textAt(values.column(column), row));
    const box = Buffer.from(text ?? "", "base64");
    if (source === undefined || sealer.isCurrent(box)) continue;
    const where = "a checkpoint in the table source_checkpoint";
    const again = sealer.seal(sealer.open(box, { bound: source, where }), source);
    const sql = "UPDATE source_checkpoint SET fingerprint = $2 WHERE source = $1";
    await connection.run(sql, [source, again.toString("base64")]);
    resealed += 1;
  }
  return resealed;
}

/** Every checkpoint of a store that is not sealed. */
export async function readCheckpoints(connection: DuckDBConnection): Promise<Checkpoint[]> {
  const values = await valuesOf(
    connection,
    "SELECT source, byte_offset, line, fingerprint FROM source_checkpoint",
  );
  return Array.from({ length: values.rows }, (_, row) => ({
    source: textAt(values.column(0), row),
    offset: numberAt(values.column(1), row),
    line: numberAt(values.column(2), row),
    fingerprint: textAt(values.column(3), row),
  }));
}

/** Puts a checkpoint in the place of the one of its source, within the open transaction. */
export async function writeCheckpoint(
  connection: DuckDBConnection,
  checkpoint: Checkpoint,
  names: NameTable,
): Promise<void> {
  const { offset, line } = checkpoint;
  const source = sourceText(checkpoint.source, names);
  const fingerprint = sealedFingerprint(checkpoint, names);
  const [from, after] = [BigInt(offset), BigInt(line)];
  const { rowsChanged } = await connection.run(
    `UPDATE source_checkpoint SET byte_offset = ${from}, line = ${after}, fingerprint = $2 WHERE source = $1`,
    [source, fingerprint],
  );
  if (rowsChanged > 0) return;
  await connection.run(`INSERT INTO source_checkpoint VALUES ($1, ${from}, ${after}, $2)`, [
    source,
    fingerprint,
  ]);
}
