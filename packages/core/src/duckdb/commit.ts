import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord } from "../schema/record.js";
import { recordsOfColumns } from "../store/behaviour-columns.js";
import { behaviourColumns } from "../store/column-builder.js";
import type { Checkpoint, CommitReport, RecordStore } from "../store/record-store.js";
import { appendParts, appendRows } from "./append-rows.js";
import { areFree } from "./are-free.js";
import { behaviourPart } from "./behaviour-table.js";
import { bury } from "./bury.js";
import { findHeld, type Ground } from "./find-held.js";
import type { NameTable } from "./name-table.js";
import { type OtherRecord, otherColumns } from "./other-table.js";
import { type Burial, placeRecords } from "./plan-commit.js";
import { appendStandings } from "./standing-table.js";

type Batch = Parameters<RecordStore["commit"]>[0];

/**
 * Writes a batch within the open transaction of `connection`.
 *
 * The order is: which keys are held, what the law of conflicts makes of them, dead letters, removals, new rows, names,
 * checkpoint, version.
 */
export async function writeBatch(
  connection: DuckDBConnection,
  { records, columns = [], deadLetters, checkpoint }: Batch,
  ground: Ground,
): Promise<CommitReport> {
  const { names } = ground;
  const free = await areFree(connection, columns, { records, ground });
  const one = free ? records : [...columns.flatMap(recordsOfColumns), ...records];
  const placement = placeRecords(one, await findHeld(connection, one, ground));
  const delivered = deadLetters.map((letter): Burial => ({ letter, counts: "delivered" }));
  const buried = await bury(connection, [...placement.burials, ...delivered], names);
  await removeRows(
    connection,
    "behaviour",
    placement.remove.filter(({ kind }) => kind === "behaviour"),
  );
  await removeRows(
    connection,
    "other",
    placement.remove.filter(({ kind }) => kind !== "behaviour"),
  );
  await removeRows(
    connection,
    "standing",
    placement.removeStandings.map((row) => ({ row })),
  );
  const parts = (free ? columns : []).map((part) => behaviourPart(part, names));
  const added = parts.reduce((sum, { rows }) => sum + rows, 0);
  await appendParts(connection, "behaviour", parts);
  await appendRecords(connection, placement.append, names);
  if (checkpoint !== undefined) await writeCheckpoint(connection, checkpoint);
  if (added + placement.stored + buried.deadLettered > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
  return {
    stored: added + placement.stored,
    duplicates: placement.duplicates + buried.duplicates,
    deadLettered: buried.deadLettered,
    superseded: buried.superseded,
    displaced: placement.displaced,
    byKind: added === 0 ? placement.byKind : { ...placement.byKind, behaviour: added },
    byRule: buried.byRule,
  };
}

async function appendRecords(
  connection: DuckDBConnection,
  records: readonly CanonicalRecord[],
  names: NameTable,
): Promise<void> {
  const live = records.filter(({ deleted }) => deleted === undefined);
  const behaviour = live.filter((record) => record.kind === "behaviour");
  const others = live.filter((record): record is OtherRecord => record.kind !== "behaviour");
  await appendStandings(connection, records);
  await appendParts(connection, "behaviour", [behaviourPart(behaviourColumns(behaviour), names)]);
  await appendRows(connection, { table: "other", columns: otherColumns(names) }, others);
  await names.write(connection);
}

async function removeRows(
  connection: DuckDBConnection,
  table: "behaviour" | "other" | "standing",
  rows: readonly { readonly row: bigint }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.run(
    `DELETE FROM ${table} WHERE rowid IN (${rows.map(({ row }) => row).join(", ")})`,
  );
}

async function writeCheckpoint(
  connection: DuckDBConnection,
  checkpoint: Checkpoint,
): Promise<void> {
  const { source, offset, line, fingerprint } = checkpoint;
  await connection.run("DELETE FROM source_checkpoint WHERE source = $1", [source]);
  await connection.run(
    `INSERT INTO source_checkpoint VALUES ($1, ${BigInt(offset)}, ${BigInt(line)}, $2)`,
    [source, fingerprint],
  );
}
