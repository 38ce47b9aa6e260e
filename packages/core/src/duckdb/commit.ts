import type { DuckDBConnection } from "@duckdb/node-api";
import type { CanonicalRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { type BehaviourColumns, recordsOfColumns } from "../store/behaviour-columns.js";
import { behaviourColumns } from "../store/column-builder.js";
import { eventColumns } from "../store/event-builder.js";
import { recordsOfEvents } from "../store/event-columns.js";
import type { CommitReport, RecordStore } from "../store/record-store.js";
import { appendParts, appendRows } from "./append-rows.js";
import { areEventsFree, areFree } from "./are-free.js";
import { behaviourPart } from "./behaviour-table.js";
import { bury } from "./bury.js";
import { giveWay, noteDerivable } from "./derive-days.js";
import { findHeld, type Ground } from "./find-held.js";
import type { NameTable } from "./name-table.js";
import { type OtherRecord, otherColumns } from "./other-table.js";
import { type Burial, placeRecords, type TableName, tableOf } from "./plan-commit.js";
import { writeCheckpoint } from "./read-checkpoint.js";
import { withKeyedHashes } from "./sealed-event.js";
import { appendStandings } from "./standing-table.js";
import { appendEvents, removeEvents } from "./write-customers.js";

type Batch = Parameters<RecordStore["commit"]>[0];

/**
 * Writes a batch within the open transaction of `connection`.
 *
 * The order is: which keys are held, what the law of conflicts makes of them, dead letters, removals, new rows, names,
 * checkpoint, version.
 */
export async function writeBatch(
  connection: DuckDBConnection,
  { columns = [], events: given = [], checkpoint, ...batch }: Batch,
  ground: Ground,
): Promise<CommitReport> {
  const { names } = ground;
  const events = given.map((part) => withKeyedHashes(part, names));
  const eventsFree = await areEventsFree(connection, events, { records: batch.records, ground });
  const { records, refused } = ground.suppression.sift(
    eventsFree ? batch.records : [...events.flatMap(recordsOfEvents), ...batch.records],
  );
  const deadLetters = [...batch.deadLetters, ...refused];
  const free = await areFree(connection, columns, { records, ground });
  const one = free ? records : [...columns.flatMap(recordsOfColumns), ...records];
  const placement = placeRecords(one, await findHeld(connection, one, ground));
  const delivered = deadLetters.map((letter): Burial => ({ letter, counts: "delivered" }));
  const buried = await bury(connection, [...placement.burials, ...delivered], names);
  for (const table of ["behaviour", "customer_event", "other"] as const) {
    await removeRows(
      connection,
      table,
      placement.remove.filter((row) => tableOf(row) === table),
    );
  }
  await removeRows(
    connection,
    "standing",
    placement.removeStandings.map((row) => ({ row })),
  );
  const parts = (free ? columns : []).map((part) => behaviourPart(part, names));
  const added = sumOfRows(parts);
  await appendParts(connection, "behaviour", parts);
  const freeEvents = eventsFree ? events : [];
  const addedEvents = sumOfRows(freeEvents);
  for (const { keyHash } of freeEvents) ground.eventKeys.addHashes(keyHash);
  await appendEvents(connection, freeEvents, names);
  ground.eventKeys.add(placement.append);
  await appendRecords(connection, placement.append, names);
  await giveWay(connection, { days: observedDays(placement.append, free ? columns : []), names });
  if (checkpoint !== undefined) await writeCheckpoint(connection, checkpoint, names);
  if (added + addedEvents + placement.stored + buried.deadLettered > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
  return {
    stored: added + addedEvents + placement.stored,
    duplicates: placement.duplicates + buried.duplicates,
    deadLettered: buried.deadLettered,
    superseded: buried.superseded,
    displaced: placement.displaced,
    byKind: {
      ...placement.byKind,
      ...(added > 0 && { behaviour: added }),
      ...(addedEvents > 0 && { "customer-event": addedEvents }),
    },
    byRule: buried.byRule,
  };
}

function sumOfRows(parts: readonly { readonly rows: number }[]): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}

async function appendRecords(
  connection: DuckDBConnection,
  records: readonly CanonicalRecord[],
  names: NameTable,
): Promise<void> {
  const live = records.filter(({ deleted }) => deleted === undefined);
  const behaviour = live.filter((record) => record.kind === "behaviour");
  const events = live.filter((record) => record.kind === "customer-event");
  const others = live.filter(
    (record): record is OtherRecord =>
      record.kind !== "behaviour" && record.kind !== "customer-event",
  );
  await appendStandings(connection, records, names);
  await appendParts(connection, "behaviour", [behaviourPart(behaviourColumns(behaviour), names)]);
  await appendEvents(connection, [withKeyedHashes(eventColumns(events), names)], names);
  await appendRows(connection, { table: "other", columns: otherColumns(names) }, others);
  await names.write(connection);
}

/** Local days that behaviour of a batch is of. */
function* observedDays(
  records: readonly CanonicalRecord[],
  columns: readonly BehaviourColumns[],
): Generator<number> {
  for (const { day } of columns) yield* day;
  for (const { kind, deleted, date } of records) {
    if (kind === "behaviour" && deleted !== true) yield dayOfDate(date);
  }
}

async function removeRows(
  connection: DuckDBConnection,
  table: TableName | "standing",
  rows: readonly { readonly row: bigint }[],
): Promise<void> {
  if (rows.length === 0) return;
  const where = `rowid IN (${rows.map(({ row }) => row).join(", ")})`;
  if (table === "behaviour") await noteDerivable(connection, where);
  if (table === "customer_event") await removeEvents(connection, where);
  else await connection.run(`DELETE FROM ${table} WHERE ${where}`);
}
