import { randomBytes } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CustomerEventRecord } from "../schema/record.js";
import { eventColumns } from "../store/event-builder.js";
import { customerTablesSql } from "./customer-table.js";
import { NameTable } from "./name-table.js";
import { otherSelect, readOthers } from "./other-table.js";
import { numberAt, valuesOf } from "./read-value.js";
import { withKeyedHashes } from "./sealed-event.js";
import { appendEvents, sealedSalt } from "./write-customers.js";

const ROWS_AT_ONCE = 5000;

/** Makes the tables of customers, and the salt of the hashes of those who were erased. */
export async function createCustomerTables(
  connection: DuckDBConnection,
  names: NameTable,
): Promise<void> {
  for (const sql of customerTablesSql(names)) await connection.run(sql);
  const salt = sealedSalt(randomBytes(16).toString("hex"), names);
  await connection.run("INSERT INTO customer_salt VALUES ($1)", [salt]);
}

/** From version 1, which kept customer events among the other kinds, to version 2; all of it or nothing. */
export async function migrateFromFirst(connection: DuckDBConnection): Promise<void> {
  await connection.run("BEGIN");
  const names = await NameTable.read(connection);
  names.keep();
  await createCustomerTables(connection, names);
  const kind = names.find("customer-event");
  let after = -1;
  while (kind !== null) {
    const values = await valuesOf(
      connection,
      `SELECT ${otherSelect(names)}, rowid FROM other WHERE kind = ${kind} AND rowid > ${after}
        ORDER BY rowid LIMIT ${ROWS_AT_ONCE}`,
    );
    if (values.rows === 0) break;
    const events = readOthers(values, names).filter(
      (record): record is CustomerEventRecord => record.kind === "customer-event",
    );
    await appendEvents(connection, [withKeyedHashes(eventColumns(events), names)], names);
    after = numberAt(values.column(otherSelect(names).split(", ").length), values.rows - 1);
  }
  if (kind !== null) await connection.run(`DELETE FROM other WHERE kind = ${kind}`);
  await names.write(connection);
  await connection.run("UPDATE cdp_store SET schema_version = 2");
  await connection.run("COMMIT");
}
