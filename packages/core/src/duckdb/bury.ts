import type { DuckDBConnection } from "@duckdb/node-api";
import type { DeadLetter } from "../schema/dead-letter.js";
import type { CanonicalRecord } from "../schema/record.js";
import { supersededLetter } from "../store/conflict.js";
import { appendRows } from "./append-rows.js";
import { BEHAVIOUR_SELECT, readBehaviour } from "./behaviour-table.js";
import { eventRecordSelect, readEventRecords } from "./customer-event-table.js";
import { letterColumns } from "./letter-table.js";
import type { NameTable } from "./name-table.js";
import { otherSelect, readOthers } from "./other-table.js";
import { type Burial, type TableName, tableOf } from "./plan-commit.js";
import { textAt, type Values, valuesOf } from "./read-value.js";
import { WANTED_ID_COLUMNS } from "./wanted.js";

/** What became of the dead letters of a batch; one that is kept already counts as a duplicate. */
export interface BuryReport {
  readonly deadLettered: number;
  readonly superseded: number;
  readonly duplicates: number;
  readonly byRule: Readonly<Record<string, number>>;
}

/** Appends the dead letters that are not there yet, in the order given. */
export async function bury(
  connection: DuckDBConnection,
  burials: readonly Burial[],
  names: NameTable,
): Promise<BuryReport> {
  let [deadLettered, superseded, duplicates] = [0, 0, 0];
  const byRule = new Map<string, number>();
  if (burials.length === 0) return { deadLettered, superseded, duplicates, byRule: {} };
  const displaced = await readDisplaced(connection, burials, names);
  const letters = burials.map((burial) =>
    "letter" in burial ? burial.letter : supersededLetter(rowOf(displaced, burial)),
  );
  const kept = await keptIds(connection, letters);
  const fresh: DeadLetter[] = [];
  for (const [i, letter] of letters.entries()) {
    const burial = burials[i];
    const counts = burial !== undefined && "letter" in burial ? burial.counts : "nothing";
    const isNew = !kept.has(letter.id);
    if (isNew) {
      kept.add(letter.id);
      fresh.push(letter);
    }
    if (counts === "nothing") continue;
    if (!isNew) {
      duplicates += 1;
      continue;
    }
    deadLettered += 1;
    if (counts === "superseded") superseded += 1;
    byRule.set(letter.rule, (byRule.get(letter.rule) ?? 0) + 1);
  }
  await appendRows(connection, { table: "dead_letter", columns: letterColumns(names) }, fresh);
  return { deadLettered, superseded, duplicates, byRule: Object.fromEntries(byRule) };
}

async function keptIds(
  connection: DuckDBConnection,
  letters: readonly DeadLetter[],
): Promise<Set<string>> {
  await connection.run("DELETE FROM wanted_letter");
  await appendRows(
    connection,
    { table: "wanted_letter", columns: WANTED_ID_COLUMNS },
    letters.map(({ id }) => id),
  );
  const values = await valuesOf(
    connection,
    "SELECT id FROM dead_letter SEMI JOIN wanted_letter USING (id)",
  );
  return new Set(Array.from({ length: values.rows }, (_, row) => textAt(values.column(0), row)));
}

type Displaced = Exclude<Burial, { readonly letter: DeadLetter }>;

/** How rows of each table become records. */
const READERS: Readonly<
  Record<
    TableName,
    {
      select: (names: NameTable) => string;
      read: (values: Values, names: NameTable) => CanonicalRecord[];
    }
  >
> = {
  behaviour: { select: () => BEHAVIOUR_SELECT, read: readBehaviour },
  customer_event: { select: eventRecordSelect, read: readEventRecords },
  other: { select: otherSelect, read: readOthers },
};

/** Rows that give way, by table and row id. */
async function readDisplaced(
  connection: DuckDBConnection,
  burials: readonly Burial[],
  names: NameTable,
): Promise<Map<string, CanonicalRecord>> {
  const rows = burials.filter((burial): burial is Displaced => !("letter" in burial));
  const found = new Map<string, CanonicalRecord>();
  for (const table of ["behaviour", "customer_event", "other"] as const) {
    const ids = rows.filter((row) => tableOf(row) === table).map(({ row }) => row);
    if (ids.length === 0) continue;
    const { select: selectOf, read } = READERS[table];
    const select = selectOf(names);
    const where = `WHERE rowid IN (${ids.join(", ")})`;
    const values = await valuesOf(connection, `SELECT ${select}, rowid FROM ${table} ${where}`);
    const records = read(values, names);
    const rowids = values.column(select.split(", ").length);
    for (const [i, record] of records.entries()) found.set(`${table} ${rowids[i]}`, record);
  }
  return found;
}

function rowOf(
  displaced: ReadonlyMap<string, CanonicalRecord>,
  burial: Displaced,
): CanonicalRecord {
  const record = displaced.get(`${tableOf(burial)} ${burial.row}`);
  if (record !== undefined) return record;
  throw new RangeError(`row ${burial.row} of ${tableOf(burial)} is gone within one transaction`);
}
