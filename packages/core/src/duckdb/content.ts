import type { DuckDBConnection } from "@duckdb/node-api";
import { RECORD_KINDS, type RecordKind } from "../schema/record.js";
import type { StoreContent } from "../store/record-store.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, type Values, valuesOf } from "./read-value.js";

/** Counts, names and span of everything in the store. */
export async function readContent(
  connection: DuckDBConnection,
  names: NameTable,
): Promise<StoreContent> {
  const behaviour = await valuesOf(
    connection,
    "SELECT count(*), min(day), max(day), coalesce(bool_or(demo), false) FROM behaviour",
  );
  const others = await valuesOf(
    connection,
    "SELECT count(*), min(day), max(day), bool_or(demo), kind FROM other GROUP BY kind",
  );
  const events = await valuesOf(
    connection,
    "SELECT count(*), min(day), max(day), coalesce(bool_or(demo), false) FROM customer_event",
  );
  const store = await valuesOf(
    connection,
    `SELECT content_version, (SELECT count(*) FROM dead_letter), (SELECT max(dropped) FROM customer_horizon)
      FROM cdp_store`,
  );
  const behaviourIds = (column: string) =>
    ids(connection, `SELECT DISTINCT ${column} FROM behaviour`);
  const marketIds = (column: string) =>
    ids(connection, `SELECT DISTINCT ${column} FROM other WHERE ${column} IS NOT NULL`);
  const text = (id: number) => names.text(id);
  const regions = [...(await behaviourIds("region")), ...(await marketIds("region"))].map(text);
  const brandSets = (await behaviourIds("brands")).flatMap((id) => names.list(id));
  const parts = [behaviour, others, events];
  const fromDays = parts.flatMap((part) => known(part, 1));
  const eventsFromDay = nullableNumberAt(store.column(2), 0);
  const toDays = parts.flatMap((part) => known(part, 2));
  return {
    records: countByKind({ behaviour, events, others }, names),
    deadLetters: numberAt(store.column(1), 0),
    personas: distinct((await behaviourIds("persona")).map(text)),
    regions: distinct(regions),
    brands: distinct([...brandSets, ...(await marketIds("brand")).map(text)]),
    fromDay: fromDays.length === 0 ? null : fromDays.reduce((a, b) => Math.min(a, b)),
    toDay: toDays.length === 0 ? null : toDays.reduce((a, b) => Math.max(a, b)),
    demo: parts.some((part) => part.column(3).includes(true)),
    ...(eventsFromDay !== null && { eventsFromDay }),
    version: numberAt(store.column(0), 0),
  };
}

function countByKind(
  { behaviour, events, others }: Readonly<Record<"behaviour" | "events" | "others", Values>>,
  names: NameTable,
): StoreContent["records"] {
  const counts = new Map<string, number>([
    ["behaviour", numberAt(behaviour.column(0), 0)],
    ["customer-event", numberAt(events.column(0), 0)],
  ]);
  for (let row = 0; row < others.rows; row++) {
    counts.set(names.text(numberAt(others.column(4), row)), numberAt(others.column(0), row));
  }
  const count = (kind: RecordKind) => counts.get(kind) ?? 0;
  const [behaviourKind, intervention, dailyIntel, webIntel, market, district, customerEvent] =
    RECORD_KINDS;
  return {
    [behaviourKind]: count(behaviourKind),
    [intervention]: count(intervention),
    [dailyIntel]: count(dailyIntel),
    [webIntel]: count(webIntel),
    [market]: count(market),
    [district]: count(district),
    [customerEvent]: count(customerEvent),
  };
}

async function ids(connection: DuckDBConnection, sql: string): Promise<number[]> {
  return known(await valuesOf(connection, sql), 0);
}

function known(values: Values, column: number): number[] {
  return Array.from({ length: values.rows }, (_, row) =>
    nullableNumberAt(values.column(column), row),
  ).filter((value) => value !== null);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
