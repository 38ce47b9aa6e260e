import type { DuckDBConnection } from "@duckdb/node-api";
import { type CellDay, DERIVED_SOURCE, SCORES, type Score } from "../schema/profile.js";
import type { BehaviourRecord } from "../schema/record.js";
import { CellDaySum } from "../store/cell-day-sum.js";
import { behaviourColumns } from "../store/column-builder.js";
import type { CustomerStore, DerivedReport } from "../store/customer-store.js";
import { appendParts } from "./append-rows.js";
import { behaviourPart } from "./behaviour-table.js";
import type { NameTable } from "./name-table.js";
import { numberAt, textAt, type Values, valuesOf } from "./read-value.js";

type DeriveOptions = Parameters<CustomerStore["deriveDays"]>[0];

const CELL = "persona, region, day";

/** Makes derived records of changed days anew within the open transaction. */
export async function deriveChangedDays(
  connection: DuckDBConnection,
  { limit, derive }: DeriveOptions,
  names: NameTable,
): Promise<{ report: DerivedReport; added: readonly BehaviourRecord[] }> {
  await connection.run("DELETE FROM wanted_cell_day");
  await connection.run(
    `INSERT INTO wanted_cell_day SELECT DISTINCT ${CELL} FROM cell_day_changed
      ORDER BY day, persona, region LIMIT ${BigInt(limit)}`,
  );
  const wanted = await valuesOf(connection, `SELECT ${CELL} FROM wanted_cell_day`);
  const none = { cells: [], days: 0, stored: 0, removed: 0 };
  if (wanted.rows === 0) return { report: none, added: [] };
  await connection.run(
    `DELETE FROM cell_day_changed WHERE (${CELL}) IN (SELECT ${CELL} FROM wanted_cell_day)`,
  );
  const source = names.idOf(DERIVED_SOURCE);
  const span = await daySpan(connection);
  const observed = await valuesOf(
    connection,
    `SELECT DISTINCT ${CELL} FROM behaviour SEMI JOIN wanted_cell_day USING (${CELL})
      WHERE source <> ${source} AND day ${span}`,
  );
  const taken = new Set(Array.from({ length: observed.rows }, (_, row) => cellName(observed, row)));
  const held = await valuesOf(
    connection,
    `SELECT ${CELL}, hash, rowid FROM behaviour SEMI JOIN wanted_cell_day USING (${CELL})
      WHERE source = ${source} AND day ${span}`,
  );
  const standing = new Map(
    Array.from({ length: held.rows }, (_, row) => [
      cellName(held, row),
      { hash: textAt(held.column(3), row), row: BigInt(numberAt(held.column(4), row)) },
    ]),
  );
  const sums = await totals(connection, names);
  const added: BehaviourRecord[] = [];
  const remove: bigint[] = [];
  const cells = new Map<string, Pick<CellDay, "persona" | "region">>();
  for (let row = 0; row < wanted.rows; row++) {
    const name = cellName(wanted, row);
    const cell = cellAt(wanted, row, names);
    const sum = sums.get(name) ?? new CellDaySum(cell);
    const record = taken.has(name) ? null : derive(sum.total());
    const before = standing.get(name);
    if (before?.hash === record?.hash) continue;
    cells.set(JSON.stringify([cell.persona, cell.region]), cell);
    if (before !== undefined) remove.push(before.row);
    if (record !== null) added.push(record);
  }
  if (remove.length > 0) {
    await connection.run(`DELETE FROM behaviour WHERE rowid IN (${remove.join(", ")})`);
  }
  await appendParts(connection, "behaviour", [behaviourPart(behaviourColumns(added), names)]);
  await names.write(connection);
  if (cells.size > 0) {
    await connection.run("UPDATE cdp_store SET content_version = content_version + 1");
  }
  const report = {
    cells: [...cells.values()],
    days: wanted.rows,
    stored: added.length,
    removed: remove.length,
  };
  return { report, added };
}

/** Derived records of cells and days that something is observed of now give way, within the open transaction. */
export async function giveWay(
  connection: DuckDBConnection,
  { days, names }: { readonly days: Iterable<number>; readonly names: NameTable },
): Promise<void> {
  const source = names.find(DERIVED_SOURCE);
  if (source === null) return;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of days) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  if (first > last) return;
  const span = `day BETWEEN ${first} AND ${last}`;
  await connection.run(
    `DELETE FROM behaviour WHERE source = ${source} AND ${span} AND (${CELL}) IN (
      SELECT ${CELL} FROM behaviour WHERE source <> ${source} AND ${span})`,
  );
}

/** Notes the cells and days of behaviour that leaves: something may be derived of them again. */
export async function noteDerivable(connection: DuckDBConnection, where: string): Promise<void> {
  await connection.run(
    `INSERT INTO cell_day_changed SELECT DISTINCT ${CELL} FROM behaviour
      WHERE ${where} AND EXISTS (SELECT 1 FROM customer_day)`,
  );
}

async function daySpan(connection: DuckDBConnection): Promise<string> {
  const span = await valuesOf(connection, "SELECT min(day), max(day) FROM wanted_cell_day");
  return `BETWEEN ${numberAt(span.column(0), 0)} AND ${numberAt(span.column(1), 0)}`;
}

/** Sums of the wanted days; whole numbers, so that the engine may add them in any order. */
async function totals(
  connection: DuckDBConnection,
  names: NameTable,
): Promise<Map<string, CellDaySum>> {
  const scores = SCORES.map((score) => `coalesce(sum(${score}), 0), count(${score})`).join(", ");
  const values = await valuesOf(
    connection,
    `SELECT ${CELL}, brand, sum(units), sum(people), sum(digital_orders), sum(channel_orders),
        bool_or(demo), ${scores}
      FROM customer_day SEMI JOIN wanted_cell_day USING (${CELL}) GROUP BY ${CELL}, brand`,
  );
  const sums = new Map<string, CellDaySum>();
  const number = (column: number, row: number) => numberAt(values.column(column), row);
  const score = (name: Score, row: number) => {
    const column = 9 + 2 * SCORES.indexOf(name);
    return { sum: number(column, row), people: number(column + 1, row) };
  };
  for (let row = 0; row < values.rows; row++) {
    const name = cellName(values, row);
    const sum = sums.get(name) ?? new CellDaySum(cellAt(values, row, names));
    sums.set(name, sum);
    sum.add({
      units: { [names.text(number(3, row))]: number(4, row) },
      people: number(5, row),
      digitalOrders: number(6, row),
      channelOrders: number(7, row),
      demo: values.column(8)[row] === true,
      scores: {
        satisfaction: score("satisfaction", row),
        gamification: score("gamification", row),
        efficiency: score("efficiency", row),
        digitalAdoption: score("digitalAdoption", row),
      },
    });
  }
  return sums;
}

function cellName(values: Values, row: number): string {
  return [0, 1, 2].map((column) => values.column(column)[row]).join(" ");
}

function cellAt(values: Values, row: number, names: NameTable): CellDay {
  const [persona, region, day] = [0, 1, 2].map((column) => numberAt(values.column(column), row));
  return { persona: names.text(persona ?? 0), region: names.text(region ?? 0), day: day ?? 0 };
}
