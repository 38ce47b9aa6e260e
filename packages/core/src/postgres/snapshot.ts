import type pg from "pg";
import type { ChangeRow } from "../schema/change.js";
import { columnValue } from "./column-value.js";

const ROWS = 1000;
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** Rows of a table as they were at one moment. */
export interface SnapshotPart {
  readonly table: string;
  readonly rows: readonly ChangeRow[];
  /** When the snapshot was taken, by the database's clock. */
  readonly at: number;
}

/**
 * Reads all rows that a publication publishes, as of one moment, at most 1,000 at a time.
 *
 * @param snapshot - exported by another session; null: as they are now
 */
export async function* readSnapshot(
  client: pg.Client,
  { publication, snapshot }: { publication: string; snapshot: string | null },
): AsyncGenerator<SnapshotPart> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (snapshot !== null) await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
  const now = await client.query("SELECT floor(extract(epoch FROM now()) * 1000)::text AS at");
  const at = Number(now.rows[0].at);
  const { rows: tables } = await client.query(
    // Columns and rows that are published can be chosen since version 15.
    `SELECT format('%I.%I', schemaname, tablename) AS name, schemaname || '.' || tablename AS plain,
        (SELECT string_agg(quote_ident(c), ', ') FROM jsonb_array_elements_text(row -> 'attnames') c) AS columns,
        row ->> 'rowfilter' AS filter
      FROM (SELECT *, to_jsonb(t) AS row FROM pg_publication_tables t) p WHERE pubname = $1 ORDER BY 1`,
    [publication],
  );
  for (const { name, plain, columns, filter } of tables) {
    const where = filter === null ? "" : ` WHERE ${filter}`;
    await client.query(
      `DECLARE cdp_rows NO SCROLL CURSOR FOR SELECT ${columns ?? "*"} FROM ${name}${where}`,
    );
    for (;;) {
      const { rows, fields } = await client.query({
        text: `FETCH ${ROWS} FROM cdp_rows`,
        types: AS_TEXT,
      });
      if (rows.length === 0) break;
      const typed = rows.map(
        (row): ChangeRow =>
          Object.fromEntries(
            fields.map((field) => [field.name, columnValue(row[field.name], field.dataTypeID)]),
          ),
      );
      yield { table: plain, rows: typed, at };
    }
    await client.query("CLOSE cdp_rows");
  }
  await client.query("COMMIT");
}
