import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chunksOf } from "./chunks-of.js";

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
});
afterAll(() => instance.closeSync());

async function rowsOf(sql: string): Promise<number> {
  let rows = 0;
  for await (const chunk of chunksOf(connection, sql)) rows += chunk.rowCount;
  return rows;
}

it("gives all rows, or says that they are not all", async () => {
  expect(await rowsOf("SELECT i FROM range(100000) r(i)")).toBe(100_000);
  expect(await rowsOf("SELECT i FROM range(0) r(i)")).toBe(0);
  const failing =
    "SELECT CASE WHEN i = 90000 THEN error('no') ELSE i::VARCHAR END FROM range(100000) r(i)";
  await expect(rowsOf(failing)).rejects.toThrow("gave up");
  expect(await rowsOf("SELECT 1")).toBe(1);
});
