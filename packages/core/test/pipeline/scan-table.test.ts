import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanPlatform } from "../../src/node/scan-platform.js";
import type { ParsingOptions } from "../../src/pipeline/parse-source.js";
import { parseSource } from "../../src/pipeline/parse-source.js";
import { parseSteps } from "../../src/pipeline/parse-steps.js";
import { BehaviourScanner } from "../../src/pipeline/scan/behaviour-scanner.js";
import { scanSource } from "../../src/pipeline/scan/scan-source.js";
import { TableRow } from "../../src/pipeline/scan/table-row.js";
import { type ByteSource, csvLines } from "../../src/source/index.js";
import { all, START } from "./scan-support.js";
import { damagedTable, USUAL, written } from "./table-rows.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function tableOf(bytes: Uint8Array, pieceBytes: number): ByteSource & { readonly table: true } {
  async function* open(offset: number) {
    for (let at = offset; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  }
  const fingerprint = async () => "t";
  return { name: "t", table: true, fingerprint, open, lines: (options) => csvLines(open, options) };
}

interface Reading extends ParsingOptions {
  readonly pieceBytes?: number;
}

async function both(
  bytes: Uint8Array,
  { pieceBytes = 262_144, ...options }: Reading,
  from = START,
) {
  const source = tableOf(bytes, pieceBytes);
  const steps = parseSteps(options);
  const general = await all(parseSource(source, from, { ...options, steps }));
  const scanned = await all(scanSource(source, from, { ...options, ...scanPlatform }));
  return { general, scanned };
}

/** Of the rows after the header, how many are scanned. */
function taken(text: string, header: { columns: readonly string[]; delimiter: string }): number {
  const scanner = new BehaviourScanner({
    ...parseSteps({}).context,
    demo: false,
    source: "t",
    hashInto: scanPlatform.hashInto,
    partRows: 2048,
  });
  const row = new TableRow({ ...header, offset: 0, line: 1 });
  const bytes = bytesOf(text);
  let rows = 0;
  let from = bytes.indexOf(10) + 1;
  while (from < bytes.length) {
    const span = { from, to: bytes.length, line: 1, offset: from };
    const next = row.read(bytes, span);
    if (next > from && scanner.takeRow(row, span)) rows += 1;
    from = bytes.indexOf(10, from) + 1;
  }
  return rows;
}

const reading: fc.Arbitrary<Reading> = fc.record({
  demo: fc.boolean(),
  /** Its clocks are turned forward on 8 March. */
  zone: fc.constantFrom("Asia/Taipei", "America/New_York"),
  pieceBytes: fc.constantFrom(40, 300, 262_144),
  batchSize: fc.constantFrom(1, 3, 100),
  lines: fc.constantFrom({}, {}, { maxLineBytes: 90, maxKeptBytes: 120 }),
});

describe("scanning tables", () => {
  it("makes of rows what the general way makes of them, from every place on, and counts alike", async () => {
    await fc.assert(
      fc.asyncProperty(damagedTable, reading, async (bytes, options) => {
        const { general, scanned } = await both(bytes, options);
        expect(scanned).toEqual(general);
        const pieces = scanSource(tableOf(bytes, 70), START, { ...options, ...scanPlatform });
        for await (const { next } of pieces) {
          const rest = await both(bytes, options, next);
          expect(rest.scanned).toEqual(rest.general);
        }
      }),
      { numRuns: 500 },
    );
  });

  const columns = [...USUAL, "avg_satisfaction", "demo", "note", "key_insights"];
  const plainRow = (n: number) => {
    const time = new Date(Date.UTC(2025, 2, 1, 0, n)).toISOString().slice(0, 16);
    const satisfaction = n % 3 === 0 ? "" : "0.50";
    const insights = n % 2 === 0 ? `["第 ${n} 則","b,;\u00a0"]` : "[]";
    return [
      time,
      "新鮮人",
      "台北",
      "40",
      `60.${n % 2}`,
      satisfaction,
      n % 5 === 0 ? "true" : "",
      n % 7 === 0 ? "a b" : "",
      insights,
    ];
  };
  it.each([
    [",", "\n", false, ""],
    [";", "\r\n", true, ""],
    ["\t", "\n", false, "\ufeff"],
  ])(
    "takes plain rows itself: %j, %j, all quoted %j, mark %j",
    async (delimiter, end, always, mark) => {
      const rows = [columns, ...Array.from({ length: 1000 }, (_, n) => plainRow(n))];
      const text = rows
        .map((row) => row.map((cell) => written(cell, { delimiter, always })).join(delimiter) + end)
        .join("");
      const { general, scanned } = await both(bytesOf(mark + text), { pieceBytes: 10_000 });
      expect(scanned).toEqual(general);
      expect(scanned.records).toHaveLength(1000);
      expect(taken(text, { columns, delimiter })).toBe(1000);
    },
  );

  it("notes repairs in the order of the general way, and keeps the row as it was", async () => {
    const head =
      "avg_satisfaction,region,brand_percentages.7-11,group,timestamp,demo,brand_percentages.全家";
    const row = '0.50,臺北,40,Fresh_Grad,2026-03-05 02:00:04,true,"60"';
    const { general, scanned } = await both(bytesOf(`${head}\n${row}\n`), {});
    expect(scanned).toEqual(general);
    expect(taken(`${head}\n${row}\n`, { columns: head.split(","), delimiter: "," })).toBe(1);
    expect(scanned.records).toMatchObject([{ raw: row, satisfaction: 0.5, demo: true }]);
    const [{ repairs }] = scanned.records as [{ repairs: string[] }];
    expect(repairs.slice(0, 4)).toEqual([
      "coerced:/brand_percentages/7-11",
      "coerced:/brand_percentages/全家",
      "coerced:/avg_satisfaction",
      "coerced:/demo",
    ]);
  });

  it.each([
    ["brand_percentages", '{"7-11":100},"brand_distribution":{"7-11":100}'],
    ["brand_percentages", '{"7-11":100},"key_insights":["a"],"brand_distribution":{"7-11":100}'],
    ["brand_percentages.7-11", '100},"brand_distribution":{"7-11":100'],
    ["brand_percentages.7-11", '100,"FamilyMart":0'],
    ["key_insights", '["a"],"avg_satisfaction":0.5,"key_insights":[]'],
  ])("lets no cell pass for fields of the line: %s %s", async (column, cell) => {
    const head = [
      "timestamp",
      "group",
      "region",
      column,
      "avg_satisfaction",
      "brand_distribution.A",
    ];
    const values = ["2026-03-05", "新鮮人", "台北", cell, "", ""];
    const columns = column.startsWith("key") ? [...head, "brand_percentages.7-11"] : head;
    const cells = column.startsWith("key") ? [...values, "100"] : values;
    const row = cells.map((one) => written(one, { delimiter: ",", always: true })).join(",");
    const { general, scanned } = await both(bytesOf(`${columns.join(",")}\n${row}\n`), {});
    expect(scanned).toEqual(general);
    expect(scanned.records).toHaveLength(0);
  });

  it.each([
    ["group", 'x"y'],
    ["group", "x\\y"],
    ["group", "x\ny"],
    ["avg_satisfaction", " 0.5"],
    ["avg_satisfaction", "null"],
    ["demo", "yes"],
    ["key_insights", '["a"'],
    ["key_insights", '["a",["b"]]'],
    ["extra", "[1]"],
    ["event", "x"],
    ["region.x", "x"],
  ])("writes no line where a cell is not plain: %s %j", (column, cell) => {
    const row = new TableRow({ columns: ["region", column], delimiter: ",", offset: 0, line: 1 });
    const read = (one: string) => {
      const bytes = bytesOf(`台北,${written(one, { delimiter: ",", always: true })}\n`);
      return row.read(bytes, { from: 0, to: bytes.length, line: 2, offset: 20 });
    };
    expect(read(cell)).toBe(0);
    expect(read("")).toBe(bytesOf('台北,""\n').length);
  });

  it("makes pieces of exactly as many rows as a batch may have", async () => {
    const rows = [columns, ...Array.from({ length: 1000 }, (_, n) => plainRow(n))];
    const text = rows
      .map((row) => row.map((cell) => written(cell, { delimiter: ",", always: false })).join(","))
      .join("\n");
    const lengths: number[] = [];
    const options = { batchSize: 300, ...scanPlatform };
    for await (const piece of scanSource(tableOf(bytesOf(text), 50_000), START, options)) {
      lengths.push((piece.columns ?? []).reduce((sum, part) => sum + part.rows, 0));
    }
    expect(lengths).toEqual([300, 300, 300, 100]);
  });
});
