import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvHeader, csvLines } from "./csv-lines.js";
import type { LineOptions } from "./json-lines.js";
import type { SourceLine } from "./line-batch.js";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const opened = (bytes: Uint8Array, pieceBytes = 7) =>
  async function* (offset: number) {
    for (let at = offset; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  };

async function read(text: string, options: Partial<LineOptions> & { pieceBytes?: number } = {}) {
  const { pieceBytes, ...rest } = options;
  const lines: SourceLine[] = [];
  const places: { offset: number; line: number }[] = [];
  let blank = 0;
  const open = opened(bytesOf(text), pieceBytes);
  for await (const batch of csvLines(open, { source: "t.csv", ...rest })) {
    lines.push(...batch.lines);
    places.push({ offset: batch.endOffset, line: batch.endLine });
    blank += batch.blank;
  }
  return { lines, places, blank };
}

const quoted = (cell: string, delimiter: string) =>
  /["\n\r]/.test(cell) || cell.includes(delimiter) || cell === ""
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;

const cell = fc.string({
  unit: fc.constantFrom("a", "b", '"', ",", ";", "\n", "\r\n", " ", "台", "1"),
});

describe("csvLines", () => {
  it("reads what csv-parse reads, in pieces of any size, and goes on between any two rows", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 }),
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, end, pieceBytes) => {
          const table = [["x", "y", "z"], ...rows];
          const text = table
            .map((row) => row.map((one) => quoted(one, delimiter)).join(delimiter) + end)
            .join("");
          const expected: Record<string, string>[] = parse(text, { columns: true, delimiter });
          const { lines, blank, places } = await read(text, { pieceBytes });
          const full = expected
            .map((row) => Object.fromEntries(Object.entries(row).filter(([, v]) => v !== "")))
            .filter((row) => Object.keys(row).length > 0);
          expect(lines.map(({ json }) => JSON.parse(json ?? "null"))).toEqual(full);
          expect(lines.length + blank).toBe(expected.length);
          const bytes = bytesOf(text);
          for (const line of lines) {
            const raw = bytesOf(line.text);
            expect(bytes.subarray(line.offset, line.offset + raw.length)).toEqual(raw);
          }
          for (const place of places) {
            const rest = await read(text, { ...place, pieceBytes });
            expect(rest.lines).toEqual(lines.filter(({ offset }) => offset >= place.offset));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("names found and expected cells, and reads on", async () => {
    const { lines } = await read("a,b\n1\n1,2,3\n1,2\n");
    expect(lines.map(({ rejection }) => rejection?.rule)).toEqual([
      "csv_columns",
      "csv_columns",
      undefined,
    ]);
    expect(lines[0]?.rejection).toMatchObject({ found: "1 cells" });
    expect(lines[0]?.rejection?.expected).toContain("2 cells, as the header has: a, b");
    expect(lines.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it("loses only one line to a quote that is never closed", async () => {
    const { lines } = await read('a,b\n"x,1\ny,2\nz,3\n');
    expect(lines.map(({ text, rejection }) => [text, rejection?.rule])).toEqual([
      ['"x,1', "csv_quotes"],
      ["y,2", undefined],
      ["z,3", undefined],
    ]);
    const far = await read(`a,b\n"x,1\n${"y,2\n".repeat(100)}`, { maxLineBytes: 60 });
    expect(far.lines.filter(({ rejection }) => rejection !== null)).toHaveLength(1);
    expect(far.lines).toHaveLength(101);
  });

  it("keeps the beginning and the digest of a row that is too long", async () => {
    const long = "x".repeat(500);
    const { lines } = await read(`a,b\n${long},1\ny,2\n`, { maxLineBytes: 50, maxKeptBytes: 100 });
    expect(lines[0]?.rejection).toMatchObject({ rule: "line_too_long" });
    expect(lines[0]?.text).toBe("x".repeat(100));
    expect(lines[1]).toMatchObject({ text: "y,2", rejection: null, line: 3 });
  });

  it("rejects bytes that are not UTF-8, and a last row that is cut off", async () => {
    const bytes = Uint8Array.from([...bytesOf("a,b\nx"), 0xff, ...bytesOf(",1\ny,2\nz")]);
    const lines: SourceLine[] = [];
    let end = 0;
    for await (const batch of csvLines(opened(bytes), { source: "t" })) {
      lines.push(...batch.lines);
      end = batch.endOffset;
    }
    expect(lines.map(({ rejection }) => rejection?.rule)).toEqual([
      "invalid_utf8",
      undefined,
      "truncated",
    ]);
    expect(end).toBe(bytes.length - 1);
  });

  it("takes a byte-order mark off, names levels with dots, and JSON cells as they are", async () => {
    const { lines } = await read('\ufeffm.a;m.b;list\r\n1;;"[""x"",2]"\r\n');
    expect(JSON.parse(lines[0]?.json ?? "")).toEqual({ m: { a: "1" }, list: ["x", 2] });
    expect(lines[0]).toMatchObject({ line: 2, text: '1;;"[""x"",2]"' });
  });

  it.each([
    ["a,a\n", "twice"],
    ["a,a.b\n", "beside parts of it"],
    ["a,,b\n", "column name"],
    ["", "first row"],
    ["\ufffd\u0000", "source"],
  ])("refuses the header %j", async (text, said) => {
    const run = text.startsWith("\ufffd")
      ? csvHeader(opened(Uint8Array.from([0xff, 0xfe, 97, 0])), "source")
      : read(text);
    await expect(run).rejects.toMatchObject({
      code: "source_failed",
      message: expect.stringContaining(said),
    });
  });
});
