import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parquetFile } from "../../src/duckdb/index.js";
import { discoverSources, ingestFiles } from "../../src/node/index.js";
import { memoryStore } from "../../src/store/index.js";

let folder = "";
let instance: DuckDBInstance;
let engine: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdp-format-"));
  instance = await DuckDBInstance.create(":memory:");
  engine = await instance.connect();
});
afterAll(async () => {
  instance.closeSync();
  await rm(folder, { recursive: true });
});

type Row = Record<string, unknown>;
const two = (n: number) => String(n).padStart(2, "0");

const behaviour = Array.from({ length: 300 }, (_, i): Row => {
  const first = (i * 7) % 50;
  return {
    timestamp: `2026-0${1 + (i % 3)}-${two(1 + (i % 28))} ${two(i % 24)}:00:0${i % 10}`,
    group: i % 2 === 0 ? "新鮮人" : "FinTech家庭",
    region: i % 3 === 0 ? "台北" : "台南",
    total_personas: 500,
    brand_percentages: { "7-11": first, FamilyMart: 40.5, Other: 59.5 - first },
    avg_satisfaction: (i % 100) / 100,
    ...(i % 5 === 0 ? {} : { efficiency_score: 0.585 }),
    key_insights: i % 4 === 0 ? [] : [`He said "no, ${i}";\nthen left`],
  };
});
const market = Array.from(
  { length: 120 },
  (_, i): Row => ({
    date: `2026-03-${two(1 + (i % 28))}`,
    region: "台北",
    brand: `店${i}`,
    price: 35 + i / 4,
    ...(i % 3 === 0 ? {} : { promotion: { discount: 0.1, bogo: i % 2 === 0 } }),
    planned: i % 7 === 0,
  }),
);

const jsonLines = (rows: readonly Row[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Rows as a table: objects by dotted names, lists as JSON. */
function table(rows: readonly Row[], delimiter = ","): string {
  const flat = rows.map((row) => Object.fromEntries(Object.entries(row).flatMap(cellsOf)));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...flat.map((row) => columns.map((column) => row[column] ?? ""))];
  return lines.map((cells) => `${cells.map(quoted).join(delimiter)}\r\n`).join("");
}

function cellsOf([name, value]: [string, unknown]): [string, string][] {
  if (typeof value !== "object" || value === null) return [[name, String(value)]];
  if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
  return Object.entries(value).map(([inner, one]) => [`${name}.${inner}`, String(one)]);
}

const quoted = (cell: string) =>
  /[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** What a store then holds, without where it came from. */
async function heldAfter(path: string): Promise<unknown[]> {
  const store = memoryStore();
  const { report, files } = await ingestFiles({ paths: [path], store, parquet: parquetFile });
  expect(report.failed).toEqual([]);
  expect(report.deadLettered, path).toBe(0);
  expect(files[0]?.kind).not.toBeNull();
  const held: { key: string; hash: string }[] = [];
  held.push(...(await store.behaviour({})), ...(await store.records({ kind: "market" })));
  return held.map(({ key, hash }) => [key, hash]).sort();
}

describe.each([
  ["behaviour", behaviour],
  ["market", market],
])("the same %s records", (kind, rows) => {
  it("are the same store, whether JSON lines, CSV, gzip, zstd or Parquet", async () => {
    const at = (name: string) => join(folder, `${kind}-${name}`);
    // No name says what is in the file.
    await writeFile(at("a"), jsonLines(rows));
    const expected = await heldAfter(at("a"));
    expect(expected).toHaveLength(rows.length);
    await writeFile(at("b"), gzipSync(jsonLines(rows)));
    await writeFile(at("c"), `\ufeff${table(rows)}`);
    await writeFile(at("d"), table(rows, ";"));
    await writeFile(at("e"), gzipSync(table(rows, "\t")));
    await engine.run(
      `COPY (SELECT * FROM read_csv('${at("c")}', all_varchar = true)) TO '${at("f")}' (FORMAT csv, HEADER, COMPRESSION zstd)`,
    );
    await engine.run(
      `COPY (SELECT * FROM read_json('${at("a")}', format = 'newline_delimited')) TO '${at("g")}' (FORMAT parquet, ROW_GROUP_SIZE 100)`,
    );
    for (const name of ["b", "c", "d", "e", "f", "g"]) {
      expect(await heldAfter(at(name)), name).toEqual(expected);
    }
  });
});

it("keeps rows of a table as they were read, with their place and what was coerced", async () => {
  const path = join(folder, "market.csv");
  await writeFile(path, 'date,region,brand,price\n2026-03-05,台北,"全,家",35\n2026-03-06,台北\n');
  const store = memoryStore();
  const { report } = await ingestFiles({ paths: [path], store });
  expect(report).toMatchObject({ stored: 1, byRule: { csv_columns: 1 } });
  const [record] = await store.records({ kind: "market" });
  expect(record).toMatchObject({
    raw: '2026-03-05,台北,"全,家",35',
    position: { line: 2, offset: 24 },
    repairs: expect.arrayContaining(["coerced:/price"]),
  });
});

it("goes on between two rows of Parquet, and writes instants with their zone", async () => {
  const path = join(folder, "zoned");
  await engine.run("SET TimeZone = 'Asia/Taipei'");
  await engine.run(
    `COPY (SELECT {'at': TIMESTAMPTZ '2026-03-05 08:00:00+08', 'd': 1.50::DECIMAL(9,2), 'none': NULL} s, [1, NULL] l,
      i AS "m.n", TIMESTAMP '2026-03-05 08:00:00.5' t FROM range(5000) r(i)) TO '${path}' (FORMAT parquet)`,
  );
  const { source, rows, columns } = await parquetFile(path);
  expect([rows, columns]).toEqual([5000, ["s", "l", "m.n", "t"]]);
  const lines = async (offset: number) => {
    const all = [];
    const options = { source: path, offset, line: offset };
    for await (const batch of source.lines?.(options) ?? []) all.push(...batch.lines);
    return all;
  };
  const all = await lines(0);
  expect(all.map(({ line }) => line)).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
  expect(JSON.parse(all[4999]?.text ?? "")).toEqual({
    s: { at: "2026-03-05T00:00:00Z", d: 1.5 },
    l: [1, null],
    m: { n: 4999 },
    t: "2026-03-05 08:00:00.5",
  });
  expect(await lines(4321)).toEqual(all.slice(4321));
  expect(source.stored?.read()).toBe(source.stored?.size);
});

it("names a Parquet file that is broken in its middle, instead of ending there", async () => {
  const path = join(folder, "broken");
  await engine.run(
    `COPY (SELECT i, hash(i)::VARCHAR AS h FROM range(200000) r(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 20000)`,
  );
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes.fill(0xff, middle, middle + 100_000);
  await writeFile(path, bytes);
  const { source, rows } = await parquetFile(path);
  let read = 0;
  const all = async () => {
    for await (const { lines } of source.lines?.({ source: path }) ?? []) read += lines.length;
  };
  await expect(all()).rejects.toThrow(path);
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(rows);
});

it("stores what was unpacked before a packing breaks off, and names the failure", async () => {
  const rows = Array.from({ length: 8000 }, (_, i) => ({
    ...market[0],
    brand: `店${(i * 2654435761) % 4294967296}`,
  }));
  const plain = join(folder, "long");
  await writeFile(plain, table(rows));
  const zst = join(folder, "cut.csv.zst");
  await engine.run(
    `COPY (SELECT * FROM read_csv('${plain}', all_varchar = true)) TO '${zst}' (FORMAT csv, HEADER, COMPRESSION zstd)`,
  );
  const gz = join(folder, "cut.jsonl.gz");
  await writeFile(gz, gzipSync(jsonLines(rows)));
  for (const path of [zst, gz]) {
    await truncate(path, Math.floor((await readFile(path)).length * 0.9));
    const { report } = await ingestFiles({ paths: [path], store: memoryStore() });
    expect(report.stored, path).toBeGreaterThan(1000);
    expect(report.failed[0]?.reason).toContain(path);
  }
});

it("tells files of a folder by their bytes, and lists those that it does not know with a reason", async () => {
  const root = await mkdtemp(join(folder, "mixed-"));
  await writeFile(join(root, "a.txt"), jsonLines(market));
  await writeFile(join(root, "b.txt"), table(market));
  await writeFile(join(root, "c.csv"), "shoe,size\nx,1\n");
  await writeFile(
    join(root, "d.bin"),
    Uint8Array.from({ length: 100 }, (_, i) => (i * 7) % 256),
  );
  await writeFile(join(root, "e.txt"), "");
  await writeFile(join(root, "f.json"), JSON.stringify({ demands: [] }, null, 2));
  const { files, sources, unknown } = await discoverSources([root], { parquet: parquetFile });
  const told = files.map(({ path, format, kind, rows, taken, reason }) => [
    path.slice(root.length + 1),
    taken ? [format, kind, rows] : reason,
  ]);
  expect(told).toEqual([
    ["a.txt", ["json-lines", "market", 120]],
    ["b.txt", ["csv", "market", 120]],
    ["c.csv", expect.stringContaining("shoe, size")],
    ["d.bin", expect.stringContaining("neither JSON lines nor a table")],
    ["e.txt", "it is empty"],
    ["f.json", expect.any(String)],
  ]);
  expect(sources).toHaveLength(2);
  expect(unknown).toHaveLength(4);
});
