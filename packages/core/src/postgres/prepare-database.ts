import type pg from "pg";
import { SourceError } from "../source/index.js";
import { lsnText, type Place, readLsn } from "./log-place.js";
import type { PostgresSettings } from "./postgres-options.js";

/** The slot as it is; null: there is none yet. */
export type FoundSlot = { readonly confirmed: bigint } | null;

/**
 * Checks that a database can tell its changes, and makes the publication when it is missing.
 *
 * @param place - up to where this source has read; null: nothing yet
 * @throws SourceError, final, when something must be set up or changes were lost
 */
export async function prepareDatabase(
  client: pg.Client,
  options: PostgresSettings,
  place: Place | null,
): Promise<FoundSlot> {
  const { publication, identity } = options;
  const level = await one(client, "SELECT setting FROM pg_settings WHERE name = 'wal_level'", []);
  if (level?.setting !== "logical") {
    throw refused(
      `found wal_level = ${String(level?.setting)}, expected logical: set it in postgresql.conf and restart the database`,
    );
  }
  const known = "SELECT 1 FROM pg_publication WHERE pubname = $1";
  if ((await one(client, known, [publication])) === null) await createPublication(client, options);
  if (identity === "full") await checkIdentity(client, publication);
  return findSlot(client, options.slot, place);
}

async function createPublication(
  client: pg.Client,
  { publication, tables }: PostgresSettings,
): Promise<void> {
  if (tables === undefined || tables.length === 0) {
    throw refused(
      `found no publication ${publication}, expected one: name the tables of this source, or CREATE PUBLICATION ${publication} FOR TABLE …`,
    );
  }
  const named = tables.map((table) => table.split(".").map(quoted).join("."));
  await client.query(`CREATE PUBLICATION ${quoted(publication)} FOR TABLE ${named.join(", ")}`);
}

async function checkIdentity(client: pg.Client, publication: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_publication_tables
      JOIN pg_namespace n ON nspname = schemaname
      JOIN pg_class ON relname = tablename AND relnamespace = n.oid
      WHERE pubname = $1 AND relreplident <> 'f' ORDER BY 1`,
    [publication],
  );
  const names = rows.map(({ name }) => String(name));
  if (names.length === 0) return;
  throw refused(
    `found tables that do not tell the row before a change: ${names.join(", ")}; expected REPLICA IDENTITY FULL: ${names
      .map((name) => `ALTER TABLE ${name} REPLICA IDENTITY FULL`)
      .join(
        "; ",
      )}. Where the replica identity holds every column of a record's natural key, say "identity": "key" instead`,
  );
}

async function findSlot(client: pg.Client, slot: string, place: Place | null): Promise<FoundSlot> {
  const found = await one(
    client,
    "SELECT plugin, confirmed_flush_lsn, wal_status FROM pg_replication_slots WHERE slot_name = $1",
    [slot],
  );
  if (found === null) {
    if (place === null) return null;
    throw refused(
      `found no replication slot ${slot}, though its changes were read up to ${lsnText(place.lsn)}; changes since then are lost: give this source another name, so that it begins with a snapshot`,
    );
  }
  if (found.plugin !== "pgoutput") {
    throw refused(`found slot ${slot} of plug-in ${String(found.plugin)}, expected pgoutput`);
  }
  const confirmed = readLsn(String(found.confirmed_flush_lsn));
  if (found.wal_status === "lost" || (place !== null && confirmed > place.lsn)) {
    throw refused(
      `the log that slot ${slot} needs is gone (${String(found.wal_status)}, confirmed ${lsnText(confirmed)}, read up to ${place === null ? "nothing" : lsnText(place.lsn)}): changes are lost. Does another reader use the slot? Drop it, and give this source another name, so that it begins with a snapshot`,
    );
  }
  return { confirmed };
}

async function one(
  client: pg.Client,
  sql: string,
  values: readonly string[],
): Promise<Readonly<Record<string, unknown>> | null> {
  return (await client.query(sql, [...values])).rows[0] ?? null;
}

/** A name as SQL writes it. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function refused(message: string): SourceError {
  return new SourceError(message, { final: true });
}
