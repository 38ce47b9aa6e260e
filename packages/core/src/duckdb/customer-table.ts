import { type CellDay, type CustomerDay, SCORES } from "../schema/profile.js";
import type { Suppressed } from "../store/suppression.js";
import { type Column, tableSql } from "./column.js";
import { customerEventTableSql } from "./customer-event-table.js";
import { idText } from "./id-text.js";
import type { NameTable } from "./name-table.js";

/** One id that a commit touched, and the version of the content before it. */
export interface TouchedId {
  readonly id: string;
  readonly version: number;
}

export function touchedColumns(names: NameTable): readonly Column<TouchedId>[] {
  return [
    { name: "id", type: "VARCHAR", of: ({ id }) => idText(id, names) },
    { name: "version", type: "BIGINT", of: ({ version }) => version },
  ];
}

export const SUPPRESSED_COLUMNS: readonly Column<Suppressed>[] = [
  { name: "hash", type: "VARCHAR", of: ({ hash }) => hash },
  { name: "until", type: "BIGINT", of: ({ until }) => until },
];

/** A row for each brand of a customer's day; what is told once of the day stands in the first. */
export interface CustomerDayRow {
  readonly day: CustomerDay;
  readonly brand: string;
  readonly units: number;
  readonly first: boolean;
}

/** The rows of days, in their order. */
export function customerDayRows(days: readonly CustomerDay[]): CustomerDayRow[] {
  return days.flatMap((day) =>
    Object.entries(day.units).map(([brand, units], i) => ({ day, brand, units, first: i === 0 })),
  );
}

export function customerDayColumns(names: NameTable): readonly Column<CustomerDayRow>[] {
  return [
    { name: "customer", type: "VARCHAR", of: ({ day }) => idText(day.customer, names) },
    ...cellColumns(names).map(
      (column): Column<CustomerDayRow> => ({ ...column, of: ({ day }) => column.of(day) }),
    ),
    { name: "brand", type: "INTEGER", of: ({ brand }) => names.idOf(brand) },
    { name: "units", type: "BIGINT", of: ({ units }) => units },
    { name: "people", type: "INTEGER", of: ({ first }) => Number(first) },
    {
      name: "digital_orders",
      type: "INTEGER",
      of: ({ first, day }) => (first ? day.digitalOrders : 0),
    },
    {
      name: "channel_orders",
      type: "INTEGER",
      of: ({ first, day }) => (first ? day.channelOrders : 0),
    },
    ...SCORES.map(
      (score): Column<CustomerDayRow> => ({
        name: score,
        type: "INTEGER",
        of: ({ first, day }) => (first ? day.scores[score] : null),
      }),
    ),
    { name: "demo", type: "BOOLEAN", of: ({ day }) => day.demo },
  ];
}

/** A cell on a day, by the ids of its names. */
export function cellColumns(names: NameTable) {
  return [
    { name: "persona", type: "INTEGER", of: ({ persona }) => names.idOf(persona) },
    { name: "region", type: "INTEGER", of: ({ region }) => names.idOf(region) },
    { name: "day", type: "INTEGER", of: ({ day }) => day },
  ] as const satisfies readonly Column<CellDay>[];
}

/** Days before `closed` take no more events; of those before `dropped` single events are gone. */
export const HORIZON_SQL =
  "CREATE TABLE IF NOT EXISTS customer_horizon (closed INTEGER, dropped INTEGER)";

/** The tables of customers; all of them are made when they are not there. */
export function customerTablesSql(names: NameTable): string[] {
  return [
    customerEventTableSql(names),
    tableSql("customer_touched", touchedColumns(names)),
    tableSql("customer_day", customerDayColumns(names)),
    tableSql("cell_day_changed", cellColumns(names)),
    tableSql("customer_suppressed", SUPPRESSED_COLUMNS),
    "CREATE TABLE customer_salt (salt VARCHAR)",
    HORIZON_SQL,
  ];
}

/** Temporary tables of the writing connection. */
export const WANTED_CUSTOMER_SQL = [
  "CREATE TEMP TABLE wanted_customer (id VARCHAR)",
  "CREATE TEMP TABLE wanted_cell_day (persona INTEGER, region INTEGER, day INTEGER)",
];
