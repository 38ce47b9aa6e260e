import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  canLaunchPostgres,
  type LaunchedPostgres,
  launchPostgres,
} from "../../../../scripts/launch-postgres.js";
import { duckdbStore } from "../../src/duckdb/index.js";
import type { RowMapping } from "../../src/envelope/index.js";
import { type PostgresOptions, postgresChanges } from "../../src/postgres/index.js";
import type { LiveSource } from "../../src/source/index.js";
import { memoryStore, type RecordStore } from "../../src/store/index.js";
import { collectChanges, until } from "./collect-changes.js";
import { followDatabase } from "./follow-database.js";
import { MARKET_COLUMNS, MARKET_ROWS, MARKET_TABLE, marketRows } from "./market-table.js";
import { createRandom } from "./random.js";

describe.skipIf(!canLaunchPostgres())("changes of PostgreSQL (needs its server programs)", () => {
  let server: LaunchedPostgres;
  const folder = mkdtempSync(join(tmpdir(), "cdp-change-"));
  const ending: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    server = await launchPostgres();
  });
  afterAll(async () => {
    // The database first: what follows it then has nothing left to wait for.
    await server?.close();
    for (const end of ending) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  const sql = async (...statements: string[]): Promise<string[]> => {
    const client = new pg.Client({
      connectionString: server.address,
      connectionTimeoutMillis: 5000,
      query_timeout: 30_000,
    });
    client.on("error", () => undefined); // shows where the client is used
    await client.connect();
    try {
      let rows: string[] = [];
      for (const statement of statements) {
        const result = await client.query(statement);
        rows = [result].flat().flatMap((one) => one.rows.map(({ row }) => String(row)));
      }
      return rows;
    } finally {
      await client.end();
    }
  };
  const fresh = async (name: string, ...statements: string[]): Promise<PostgresOptions> => {
    await sql(`DROP TABLE IF EXISTS market; ${MARKET_TABLE}`, ...statements);
    const names = { slot: `slot_${name}`, publication: `pub_${name}` };
    return { name, address: server.address, tables: ["public.market"], ...names };
  };
  const follow = (
    source: LiveSource,
    store: RecordStore,
    mapping: RowMapping = { columns: MARKET_COLUMNS },
  ) => {
    const followed = followDatabase(source, store, mapping);
    ending.push(followed.stop);
    return followed;
  };
  const dropSlot = (name: string) =>
    sql(`SELECT pg_drop_replication_slot('slot_${name}') AS row; DROP PUBLICATION pub_${name}`);

  it("follows inserts, updates, deletes and changes of keys, from a snapshot on", async () => {
    const options = await fresh(
      "shop",
      "INSERT INTO market (day, place, brand, price, units) SELECT '2026-03-05', 'Taipei', 'b' || n, n, n FROM generate_series(1, 2500) n",
    );
    const store = memoryStore();
    const { stop, states } = follow(postgresChanges(options), store);
    await until(async () => (await store.content()).records.market === 2500);
    await sql(
      "UPDATE market SET price = price + 0.5 WHERE units <= 1200",
      "DELETE FROM market WHERE units BETWEEN 1000 AND 1100",
      "UPDATE market SET brand = 'renamed' || units WHERE units > 2490",
      // A row that moves away and back, and many updates of one row, within one transaction.
      "BEGIN; UPDATE market SET units = 1 WHERE brand = 'b7'; DELETE FROM market WHERE brand = 'b7'; INSERT INTO market (day, place, brand, units) VALUES ('2026-03-05', 'Taipei', 'b7', 70); UPDATE market SET units = 71 WHERE brand = 'b7'; COMMIT",
      "BEGIN; UPDATE market SET brand = 'away' WHERE brand = 'b8'; UPDATE market SET brand = 'b8' WHERE brand = 'away'; COMMIT",
      "BEGIN; DELETE FROM market; ROLLBACK",
    );
    const rows = await sql(MARKET_ROWS);
    await until(async () => String(await marketRows(store)) === String(rows));
    expect(await marketRows(store)).toEqual(rows);
    expect(rows.filter((row) => row.includes(" b7 "))).toEqual(["2026-03-05 Taipei b7 71"]);
    // The server may forget what is durable here.
    await until(async () => {
      const [row] = await sql(
        "SELECT confirmed_flush_lsn >= '0/1' AND restart_lsn IS NOT NULL AS row FROM pg_replication_slots WHERE slot_name = 'slot_shop'",
      );
      return row === "true";
    });
    await sql("TRUNCATE market");
    await until(async () => (await store.deadLetters({ rule: "truncate" })).length === 1);
    expect(await stop()).toMatchObject({ state: "ended", failures: 0 });
    expect(states.some(({ state }) => state === "failing")).toBe(false);
    await dropSlot("shop");
  });

  it("tells changes in order, with the row before and after, typed, and a cursor to go on from", async () => {
    const options = await fresh("typed");
    await sql(
      "DROP TABLE IF EXISTS kinds",
      "CREATE TABLE kinds (a int, big int8, n numeric, yes bool, j jsonb, at timestamptz, local timestamp, list text[], large text)",
      "ALTER TABLE kinds REPLICA IDENTITY FULL",
    );
    const source = postgresChanges({ ...options, tables: ["kinds"] });
    const changes = await collectChanges(source, null, 3, async () => {
      await sql(
        `INSERT INTO kinds VALUES (1, 9007199254740993, 1.25, true, '{"k": [1]}', '2026-03-05 10:00:00.5+08', '2026-03-05 10:00', '{a,"b c"}', (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n))`,
        "UPDATE kinds SET a = 2",
        "DELETE FROM kinds",
      );
    });
    const [created, updated, deleted] = changes;
    expect(created).toMatchObject({
      op: "create",
      table: "public.kinds",
      before: null,
      after: {
        a: 1,
        big: "9007199254740993",
        n: 1.25,
        yes: true,
        j: { k: [1] },
        at: "2026-03-05T02:00:00.5+00:00",
        local: "2026-03-05 10:00:00",
        list: ["a", "b c"],
      },
    });
    // The large value did not change, so that the log leaves it out; the row before has it.
    expect(updated?.after).toEqual({ ...created?.after, a: 2 });
    expect(updated?.before).toEqual(created?.after);
    expect(deleted).toMatchObject({ op: "delete", before: updated?.after, after: null });
    const again = await collectChanges(source, updated?.cursor ?? null, 2);
    expect(again).toEqual([updated, deleted]);
    await dropSlot("typed");
  });

  it("says what must be set up, never the password", async () => {
    const options = await fresh("refused", "ALTER TABLE market REPLICA IDENTITY DEFAULT");
    const lastError = async (change: Partial<PostgresOptions>) => {
      const { running } = follow(postgresChanges({ ...options, ...change }), memoryStore());
      const { state, lastError: said } = await running;
      expect(state).toBe("given_up");
      expect(said).not.toContain(server.password);
      expect(said).not.toContain(encodeURIComponent(server.password));
      return said;
    };
    expect(await lastError({})).toContain("ALTER TABLE public.market REPLICA IDENTITY FULL");
    expect(await lastError({ publication: "none", tables: [] })).toContain("no publication none");
    const address = new URL(server.address);
    address.pathname = "/nowhere";
    expect(await lastError({ address: address.href })).toContain("nowhere");
    await sql("DROP PUBLICATION pub_refused");
  });

  it("refuses changes of rows that it is not told whole, one by one, where only the key is told", async () => {
    const options = await fresh("key", "ALTER TABLE market REPLICA IDENTITY DEFAULT");
    const store = memoryStore();
    const { stop } = follow(postgresChanges({ ...options, identity: "key" }), store);
    await sql(
      "INSERT INTO market (day, place, brand, note) VALUES ('2026-03-05', 'Taipei', 'x', (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 400) n))",
    );
    await until(async () => (await store.content()).records.market === 1);
    await sql("UPDATE market SET units = 3", "DELETE FROM market");
    await until(async () => (await store.content()).deadLetters === 2);
    const rules = (await store.deadLetters({})).map(({ rule }) => rule).sort();
    expect(rules).toEqual(["unchanged_value", "unrecognised"]);
    await stop();
    await dropSlot("key");
  });

  it("goes on after the database crashed, and gives up when its slot is gone", async () => {
    const options = await fresh("crash");
    const store = memoryStore();
    const source = postgresChanges(options);
    const first = follow(source, store);
    await sql(
      "INSERT INTO market (day, place, brand, units) VALUES ('2026-03-05', 'Taipei', 'x', 1)",
    );
    // The snapshot is done when there is a cursor; a crash before would only make it be taken anew.
    await until(async () => first.states.some(({ cursor }) => cursor !== null));
    await until(async () => (await store.content()).records.market === 1);
    const before = first.states.filter(({ state }) => state === "failing").length;
    await server.crash();
    await until(async () => first.states.at(-1)?.state === "failing");
    await server.start();
    await sql(
      "UPDATE market SET units = 2",
      "INSERT INTO market (day, place, brand, units) VALUES ('2026-03-05', 'Taipei', 'y', 1)",
    );
    const rows = await sql(MARKET_ROWS);
    await until(async () => String(await marketRows(store)) === String(rows));
    // Every change once: two rows, one state before.
    const letters = await store.deadLetters({});
    const told = letters.map(({ rule, raw, position }) => ({ rule, raw, position }));
    // On a busy machine a first attempt may break off once its slot is made: rows are then read as of two moments.
    const most = 1 + 2 * before;
    expect(told.slice(most)).toEqual([]);
    expect(told[0]).toMatchObject({ rule: "superseded" });
    expect(told.filter(({ rule }) => rule !== "superseded")).toEqual([]);
    await first.stop();
    await dropSlot("crash");
    const { state, lastError } = await follow(source, store).running;
    expect([state, lastError?.includes("changes since then are lost")]).toEqual(["given_up", true]);
  });

  it("loses and repeats nothing when it is killed, and when the database crashes, again and again", async () => {
    await sql(`DROP TABLE IF EXISTS market; ${MARKET_TABLE}`);
    const random = createRandom(20_260_306);
    const path = join(folder, "shop.duckdb");
    const script = fileURLToPath(new URL("./change-child.ts", import.meta.url));
    const runner = fileURLToPath(new URL("../../../../scripts/run-source.mjs", import.meta.url));
    const last = new Map<number, "there" | "gone">();
    let lines = 0;
    const write = async (transactions: number) => {
      for (let n = 0; n < transactions; n += 1) {
        const brands = new Set(Array.from({ length: 4 }, () => Math.floor(random() * 40)));
        const statements = [...brands].map((brand) => {
          const was = last.get(brand);
          const leaves = was === "there" && random() < 0.3;
          last.set(brand, leaves ? "gone" : "there");
          lines += 1;
          if (leaves) return `DELETE FROM market WHERE brand = 'b${brand}'`;
          if (was === "there") {
            return `UPDATE market SET units = units + 1 WHERE brand = 'b${brand}'`;
          }
          return `INSERT INTO market (day, place, brand, units) VALUES ('2026-03-05', 'Taipei', 'b${brand}', 0)`;
        });
        await sql(`BEGIN; ${statements.join("; ")}; COMMIT`);
      }
    };
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [runner, script, path, server.address], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const closed = once(child, "close");
      ending.push(async () => child.kill("SIGKILL"));
      let said = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      await until(async () => said.includes('"open"'));
      await write(25);
      if (round === 2) {
        await server.crash();
        await server.start();
        await write(10);
      }
      await sleep(random() * 60);
      child.kill("SIGKILL");
      await closed;
      await write(5);
    }
    const store = await duckdbStore(path);
    const source = postgresChanges({ name: "shop", address: server.address });
    const { stop } = follow(source, store);
    const rows = await sql(MARKET_ROWS);
    await until(async () => String(await marketRows(store)) === String(rows));
    await stop();
    expect(await marketRows(store)).toEqual(rows);
    // Each change is in the store exactly once: as the record that stands, as a deletion, or as one that was superseded.
    const { records, deadLetters } = await store.content();
    const gone = [...last.values()].filter((state) => state === "gone").length;
    expect(records.market + gone + deadLetters).toBe(lines);
    await store.close();
  });
});
