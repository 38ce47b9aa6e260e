import { describe, expect, it } from "vitest";
import {
  createPipeline,
  type DeadLetter,
  memoryStore,
  type PipelineOptions,
  parseBehaviourLine,
  rejectionText,
} from "../../src/index.js";
import { behaviourLine, pieces } from "./line.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const good = behaviourLine();
const other = behaviourLine({ region: "台南" });

async function ingest(bytes: Uint8Array, options: Partial<PipelineOptions> = {}, size = 7) {
  const store = memoryStore();
  const report = await createPipeline({ source: pieces(bytes, size), store, ...options }).run();
  expect(report.read).toBe(report.stored + report.duplicates + report.deadLettered);
  const letters = await store.deadLetters({});
  return { report, letters: letters.sort((a, b) => a.position.line - b.position.line), store };
}

const text = (letter: DeadLetter | undefined) =>
  letter === undefined ? "none" : rejectionText(letter, letter.position);

describe("a line that breaks a rule is kept whole, with field, found and expected; the rest goes on", () => {
  const shares = (distribution: Record<string, number>) =>
    behaviourLine({ brand_distribution: distribution, brand_percentages: undefined });
  it.each<[string, string, string | null, string, string]>([
    ["invalid_json", "{'a':1}", null, "{'a':1}", "one JSON object"],
    ["not_an_object", "[1,2]", "", "a list of 2", "a JSON object"],
    ["unrecognised", '{"group":"新鮮人"}', "", '["group"]', '"brand_percentages"'],
    ["missing", behaviourLine({ timestamp: undefined }), "/timestamp", "nothing", "a text"],
    ["type", behaviourLine({ total_personas: "500" }), "/total_personas", '"500"', "a number"],
    ["type", behaviourLine({ group: 7 }), "/group", "7", "a text"],
    [
      "out_of_range",
      behaviourLine({ avg_satisfaction: 1.2 }),
      "/avg_satisfaction",
      "1.2",
      "0 to 1",
    ],
    [
      "negative",
      behaviourLine({ efficiency_score: -0.1 }),
      "/efficiency_score",
      "-0.1",
      "at least 0",
    ],
    ["negative", shares({ "a/b": -3, c: 503 }), "/brand_distribution/a~1b", "-3", "at least 0"],
    [
      "counts_do_not_sum",
      shares({ a: 147, b: 340 }),
      "/brand_distribution",
      '{"a":147,"b":340}',
      "total_personas = 500; they sum to 487",
    ],
    [
      "shares_do_not_sum",
      shares({ a: 0.5, b: 0.6 }),
      "/brand_distribution",
      '{"a":0.5,"b":0.6}',
      "sum to 1 ± 0.0015; they sum to 1.1",
    ],
    [
      "shares_do_not_sum",
      shares({ a: 33.9, b: 45.8, c: 27.4 }),
      "/brand_distribution",
      '{"a":33.9,"b":45.8,"c":27.4}',
      "sum to 100 ± 0.15; they sum to 107.1",
    ],
    [
      "percentages_do_not_sum",
      behaviourLine({ brand_percentages: { "7-11": 50 } }),
      "/brand_percentages",
      '{"7-11":50}',
      "100 ± 0.15",
    ],
    [
      "shares_conflict",
      behaviourLine({ brand_percentages: { "7-11": 39.4, FamilyMart: 33.6, Other: 27 } }),
      "/brand_percentages/7-11",
      "39.4",
      "29.4 %",
    ],
    [
      "brand_twice",
      behaviourLine({
        brand_distribution: { "7-11": 147, "7-Eleven": 353 },
        brand_percentages: undefined,
      }),
      "/brand_distribution",
      '["7-11","7-Eleven"]',
      "7-11",
    ],
    ["no_people", behaviourLine({ total_personas: 0 }), "/total_personas", "0", "more than 0"],
    [
      "unreadable_date",
      behaviourLine({ timestamp: "2026-02-30 10:00:00" }),
      "/timestamp",
      '"2026-02-30 10:00:00"',
      "on the calendar",
    ],
    [
      "unreadable_date",
      behaviourLine({ timestamp: "05/03/2026" }),
      "/timestamp",
      '"05/03/2026"',
      "YYYY-MM-DD",
    ],
    ["bad_name", behaviourLine({ region: "  " }), "/region", '"  "', "a name of a region"],
    ["lone_surrogate", good.replace("最", "\\ud800"), "", "{", "in pairs"],
    [
      "negative",
      '{"date":"2026-03-05","region":"台北","brand":"7-11","price":35,"units":-1}',
      "/units",
      "-1",
      "at least 0",
    ],
    [
      "out_of_range",
      '{"date":"2026-03-05","region":"台北","brand":"7-11","price":0}',
      "/price",
      "0",
      "more than 0",
    ],
    [
      "not_finite",
      '{"date":"2026-03-05","region":"台北","brand":"7-11","price":1e999}',
      "/price",
      "Infinity",
      "number",
    ],
    ["out_of_range", '{"type":"trak","messageId":"m"}', "/type", '"trak"', '"track"'],
    [
      "no_time",
      '{"type":"page","messageId":"m","userId":"u"}',
      "/timestamp",
      "nothing",
      "time of the event",
    ],
    [
      "missing",
      '{"type":"page","messageId":"m","timestamp":"2026-03-05T00:00:00Z"}',
      "/userId",
      "nothing",
      "anonymousId",
    ],
  ])("%s %#", async (rule, line, field, found, expected) => {
    const { report, letters } = await ingest(utf8(`${good}\n${line}\n${other}\n`));
    expect(report).toMatchObject({ read: 3, stored: 2, byRule: { [rule]: 1 } });
    const [letter] = letters;
    expect(letter).toMatchObject({
      rule,
      field,
      raw: line,
      encoding: "utf-8",
      position: { source: "file", line: 2, offset: utf8(good).length + 1 },
    });
    expect(letter?.found).toContain(found);
    expect(letter?.expected).toContain(expected);
    expect(text(letter)).toContain("file:2:");
  });
});

it("reads \\n, \\r\\n and lone \\r mixed, leaves out a byte-order mark, and counts blank lines apart", async () => {
  const [a, b, c] = [good, other, behaviourLine({ group: "FinTech家庭" })];
  const bytes = utf8(`\ufeff${a}\r\n\n${b}\r   \r\n${c}\r`);
  for (const size of [1, 2, 5, 64, 10_000]) {
    const { report, store } = await ingest(bytes, {}, size);
    expect(report).toMatchObject({ read: 3, stored: 3, blank: 2 });
    const rows = await store.behaviour({});
    const first = rows.find(({ position }) => position.line === 1);
    expect(first?.repairs).toContain("bom_stripped");
    expect(first?.raw).toBe(a);
    expect(rows.map(({ position }) => position.line).sort()).toEqual([1, 3, 5]);
    for (const { position, raw } of rows) {
      expect(new TextDecoder().decode(bytes.subarray(position.offset)).startsWith(raw)).toBe(true);
    }
  }
});

it("keeps a line that is not UTF-8 whole, as base64", async () => {
  const big5 = Uint8Array.of(0x7b, 0x22, 0xa5, 0x78, 0xa5, 0x5f, 0x22, 0x7d);
  const bytes = Uint8Array.of(...utf8(`${good}\n`), ...big5, ...utf8(`\n${other}\n`));
  const { report, letters } = await ingest(bytes);
  expect(report).toMatchObject({ stored: 2, byRule: { invalid_utf8: 1 } });
  expect(letters[0]).toMatchObject({ encoding: "base64", position: { line: 2 } });
  expect([...Buffer.from(letters[0]?.raw ?? "", "base64")]).toEqual([...big5]);
});

it("says that binary data is binary", async () => {
  const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 10, ...utf8(good));
  const { report, letters } = await ingest(bytes);
  expect(report).toMatchObject({ stored: 1, byRule: { binary: 1 } });
  expect(text(letters[0])).toMatch(/file:1:.*NUL byte at byte 4.*expected text in UTF-8/);
});

it.each([
  ["UTF-16 with a byte-order mark", [0xff, 0xfe, 0x7b, 0x00], "UTF-16"],
  ["UTF-16 without one", [0x7b, 0x00, 0x22, 0x00], "UTF-16 without"],
  ["gzip", [0x1f, 0x8b, 0x08, 0x00], "gzip-compressed"],
])("names a source in %s as failed and goes on with the next", async (_, bytes, reason) => {
  const store = memoryStore();
  const sources = [pieces(Uint8Array.from(bytes), 2, "bad"), pieces(utf8(good), 50, "good")];
  const report = await createPipeline({ sources, store }).run();
  expect(report).toMatchObject({ stored: 1, failed: [{ source: "bad" }] });
  expect(report.failed[0]?.reason).toContain(reason);
  expect(report.failed[0]?.reason).toContain("expected JSON lines in UTF-8");
});

it("says of a last line that was cut off where it ends, and reads it again once it is complete", async () => {
  const whole = `${good}\n${other}\n`;
  const bytes = utf8(whole);
  const store = memoryStore();
  // The cut is within a character of three bytes, then after it.
  const run = (upTo: number) =>
    createPipeline({ source: pieces(bytes.slice(0, upTo), 100), store }).run();
  expect(await run(bytes.length - 30)).toMatchObject({ stored: 1, byRule: { truncated: 1 } });
  expect(await run(bytes.length - 2)).toMatchObject({ read: 1, byRule: { truncated: 1 } });
  const [letter] = (await store.deadLetters({ rule: "truncated" })).filter(
    ({ encoding }) => encoding === "utf-8",
  );
  expect(letter).toMatchObject({ field: null, position: { line: 2 } });
  expect(letter?.expected).toContain("the source ends within this line");
  expect(await run(bytes.length)).toMatchObject({ read: 1, stored: 1 });
});

it("rejects a huge line and keeps it whole, and beyond the cap its beginning with a digest of all", async () => {
  const huge = behaviourLine({ key_insights: ["點".repeat(2000)] });
  const bytes = utf8(`${good}\n${huge}\n${other}\n`);
  for (const size of [100, 100_000]) {
    const kept = await ingest(bytes, { lines: { maxLineBytes: 2000, maxKeptBytes: 50_000 } }, size);
    expect(kept.report).toMatchObject({ stored: 2, byRule: { line_too_long: 1 } });
    expect(kept.letters[0]?.raw).toBe(huge);
    expect(kept.letters[0]?.expected).toBe("a line of at most 2000 bytes");
  }
  const cut = await ingest(bytes, { lines: { maxLineBytes: 1000, maxKeptBytes: 2000 } });
  expect(cut.report.stored).toBe(2);
  const [letter] = cut.letters;
  expect(huge.startsWith(letter?.raw ?? "no")).toBe(true);
  expect(utf8(letter?.raw ?? "").length).toBeGreaterThan(1996);
  expect(letter?.found).toMatch(
    /^\d+ bytes; the first 2000 bytes are kept, SHA-256 of all [0-9a-f]{64}$/,
  );
});

it("names an empty source, and one that cannot be read to its end, keeping what was read", async () => {
  const store = memoryStore();
  const breaking = {
    ...pieces(utf8(`${good}\n${other}\n`), 40, "breaking"),
    async *open() {
      yield utf8(`${good}\n`);
      throw new Error("read error at byte 400");
    },
  };
  const sources = [pieces(new Uint8Array(0), 1, "empty"), breaking];
  const report = await createPipeline({ sources, store }).run();
  expect(report.stored).toBe(1);
  expect(report.failed).toEqual([
    { source: "empty", reason: expect.stringContaining("expected at least one line") },
    { source: "breaking", reason: "read error at byte 400" },
  ]);
});

it("rejects a naive time without a zone, and honours an offset", () => {
  expect(parseBehaviourLine(good, { zone: null })).toMatchObject({
    ok: false,
    rejection: { rule: "no_zone", field: "/timestamp" },
  });
  const zoned = behaviourLine({ timestamp: "2026-03-04T18:00:04Z" });
  const [a, b] = [parseBehaviourLine(good), parseBehaviourLine(zoned)];
  expect(a.ok && b.ok && a.record.hash === b.record.hash).toBe(true);
});

it("looks for the future only when it knows what time it is", () => {
  const asOf = Date.parse("2026-03-04T00:00:00Z");
  expect(parseBehaviourLine(good).ok).toBe(true);
  expect(parseBehaviourLine(good, { asOf })).toMatchObject({
    rejection: { rule: "in_the_future" },
  });
});

it("takes text for numbers only where that is declared", () => {
  const line = behaviourLine({ total_personas: "500" });
  const read = parseBehaviourLine(line, { coerceNumbers: true });
  expect(read).toMatchObject({ ok: true, record: { people: 500 } });
  if (read.ok) expect(read.record.repairs).toContain("coerced:/total_personas");
});
