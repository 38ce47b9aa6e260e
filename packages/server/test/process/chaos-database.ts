import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { launchPostgres } from "../../../../scripts/launch-postgres.js";
import { until } from "./chaos-wait.js";

const TABLE = `CREATE TABLE market (date date, region text, brand text, price numeric(10, 2), units int,
  PRIMARY KEY (date, region, brand)); ALTER TABLE market REPLICA IDENTITY FULL`;
const ROWS = `SELECT json_build_object('date', date, 'region', region, 'brand', brand,
  'price', price::float8, 'units', units)::text AS line FROM market ORDER BY brand`;
const OTHERS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'walsender')`;

/** A real PostgreSQL whose table of market rows is changed until it says that it is. */
export async function changedDatabase() {
  const server = await launchPostgres();
  const rows = new Set<number>();
  let shut = false;
  let [made, changes, deleted] = [0, 0, 0];
  const query = async (statement: string): Promise<string[]> => {
    const client = new pg.Client({
      connectionString: server.address,
      connectionTimeoutMillis: 2000,
      query_timeout: 5000,
    });
    client.on("error", () => undefined); // shows where the client is used
    try {
      await client.connect();
      const { rows: found } = [await client.query(statement)].flat()[0] ?? { rows: [] };
      return found.map(({ line }) => String(line));
    } finally {
      // The driver may wait for ever for the end of a connection that is gone.
      await Promise.race([client.end().catch(() => undefined), sleep(500)]);
    }
  };
  const patiently = async (statement: string): Promise<{ failed: number; lines: string[] }> => {
    let lines: string[] = [];
    const failed = await until(
      "an answer of PostgreSQL",
      async () => {
        lines = await query(statement);
        return null;
      },
      { ms: 60_000, everyMs: 100 },
    );
    return { failed, lines };
  };
  /** A change that is made once, however often it is asked for because nobody heard that it was made. */
  const change = async (statement: string) => {
    changes += 1;
    return (await patiently(statement)).failed;
  };
  await patiently(TABLE);
  return {
    address: server.address,
    insert: () => {
      made += 1;
      const row = made;
      return change(
        `INSERT INTO market VALUES ('2026-03-05', 'Taipei', 'row ${row}', 10, ${row}) ON CONFLICT DO NOTHING`,
      ).then((failed) => {
        rows.add(row);
        return failed;
      });
    },
    async update() {
      const [row] = rows;
      if (row === undefined) return 0;
      rows.delete(row);
      rows.add(row); // the next one is another
      const price = 10 + changes / 100;
      return change(
        `UPDATE market SET price = ${price} WHERE brand = 'row ${row}' AND price <> ${price}`,
      );
    },
    async remove() {
      const row = [...rows].at(-1);
      if (row === undefined) return 0;
      rows.delete(row);
      deleted += 1;
      return change(`DELETE FROM market WHERE brand = 'row ${row}'`);
    },
    /** Rows as they are, as lines of ours. */
    lines: async () => (await patiently(ROWS)).lines,
    told: () => ({ changes, deleted }),
    endConnections: () => patiently(OTHERS),
    async crash(signal: "SIGQUIT" | "SIGKILL") {
      await server.crash(signal);
      await until(
        "a start of PostgreSQL",
        async () => {
          if (!shut) await server.start();
          return null;
        },
        { ms: 60_000, everyMs: 200, oneMs: 40_000 },
      );
    },
    close() {
      shut = true;
      return server.close();
    },
  };
}
