import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  canLaunchPostgres,
  type LaunchedPostgres,
  launchPostgres,
} from "../../../../scripts/launch-postgres.js";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { postgresChanges } from "../../src/postgres/index.js";
import { memoryStore, type RecordStore } from "../../src/store/index.js";
import { until } from "./collect-changes.js";
import { followDatabase } from "./follow-database.js";
import { MARKET_COLUMNS, MARKET_ROWS, MARKET_TABLE, marketRows } from "./market-table.js";
import { createRandom } from "./random.js";

const ROWS = 6000;
const ROUNDS = isProof ? 100 : 2;

describe.skipIf(!canLaunchPostgres())("the first snapshot (needs PostgreSQL)", () => {
  let server: LaunchedPostgres;
  const ending: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    server = await launchPostgres();
  });
  afterAll(async () => {
    // The database first: what follows it then has nothing left to wait for.
    await server?.close();
    for (const end of ending) await end();
  });

  const sql = async (statement: string): Promise<string[]> => {
    const client = new pg.Client({ connectionString: server.address });
    await client.connect();
    try {
      return [await client.query(statement)]
        .flat()
        .flatMap((one) => one.rows.map(({ row }) => String(row)));
    } finally {
      await client.end();
    }
  };
  const follow = (name: string, store: RecordStore) => {
    const source = postgresChanges({
      name,
      address: server.address,
      tables: ["public.market"],
      slot: `slot_${name}`,
      publication: `pub_${name}`,
    });
    const followed = followDatabase(source, store, { columns: MARKET_COLUMNS });
    ending.push(followed.stop);
    return followed;
  };
  const fill = () =>
    sql(
      `DROP TABLE IF EXISTS market; ${MARKET_TABLE};
       INSERT INTO market (day, place, brand, price, units) SELECT '2026-03-05', 'Taipei', 'b' || n, n, n FROM generate_series(1, ${ROWS}) n`,
    );

  /** Ends in time, or says where it was. */
  const inTime = async <T>(work: Promise<T>, what: () => string): Promise<T> => {
    const late = sleep(20_000, undefined, { ref: false }).then(() => {
      throw new Error(`not in 20 s: ${what()}`);
    });
    return Promise.race([work, late]);
  };
  const drop = (name: string) =>
    sql(
      `SELECT pg_terminate_backend(active_pid) AS row FROM pg_replication_slots WHERE slot_name = 'slot_${name}' AND active;
       SELECT pg_drop_replication_slot(slot_name) AS row FROM pg_replication_slots WHERE slot_name = 'slot_${name}';
       DROP PUBLICATION IF EXISTS pub_${name}`,
    );

  it("is taken anew when the database crashes or ends its connections at any moment of it", {
    timeout: 600_000,
  }, async () => {
    const random = createRandom(20_260_307);
    let [crashes, ended] = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      await fill();
      const name = `crash${round}`;
      const store = memoryStore();
      const { states, stop } = follow(name, store);
      for (let again = 0; again < 3; again += 1) {
        await sleep(random() * 120);
        if (random() < 0.5) {
          crashes += 1;
          await server.crash();
          await sleep(random() * 50);
          await server.start();
        } else {
          ended += 1;
          await sql(
            "SELECT pg_terminate_backend(pid) AS row FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type IN ('client backend', 'walsender')",
          );
        }
      }
      await sql("UPDATE market SET units = 0 WHERE brand = 'b7'");
      const rows = await sql(MARKET_ROWS);
      const last = () => JSON.stringify(states.slice(-3));
      await inTime(
        until(async () => String(await marketRows(store)) === String(rows)),
        last,
      );
      expect(await inTime(stop(), last)).toMatchObject({ state: "ended" });
      await drop(name);
    }
    recordProof("postgres-crash", "PostgreSQL crashes during the first snapshot of its rows", {
      snapshots: ROUNDS,
      "rows in each": ROWS,
      crashes,
      "times all connections were ended": ended,
    });
  });

  it("ends when it is told to, at any moment, also while its slot waits for others", {
    timeout: 600_000,
  }, async () => {
    const random = createRandom(20_260_308);
    await fill();
    for (let round = 0; round < ROUNDS; round += 1) {
      const { states, stop } = follow(`stop${round}`, memoryStore());
      await sleep(random() * 120);
      const last = () => JSON.stringify(states.slice(-3));
      expect(await inTime(stop(), last)).toMatchObject({ state: "ended" });
      await drop(`stop${round}`);
    }
    // A slot is made only when every transaction that has begun before has ended.
    const other = new pg.Client({ connectionString: server.address });
    await other.connect();
    await other.query("BEGIN; UPDATE market SET units = 1 WHERE brand = 'b1'");
    const { states, stop } = follow("waiting", memoryStore());
    await sleep(300);
    expect(states.at(-1)?.state).toBe("connecting");
    const state = await inTime(stop(), () => JSON.stringify(states.slice(-3)));
    await other.end();
    expect(state).toMatchObject({ state: "ended" });
    await until(async () => {
      const [count] = await sql(
        "SELECT count(*) AS row FROM pg_stat_activity WHERE backend_type = 'walsender'",
      );
      return count === "0";
    });
    await drop("waiting");
  });
});
