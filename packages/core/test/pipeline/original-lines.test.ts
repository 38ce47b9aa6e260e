import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  CanonicalRecord,
  createLineParser,
  createPipeline,
  memoryStore,
  textSource,
} from "../../src/index.js";

const text = readFileSync(new URL("fixture/original-lines.jsonl", import.meta.url), "utf8");
const lines = text.trim().split("\n");
const parse = createLineParser();

const content = (line: string) => {
  const parsed = parse(line);
  if (!parsed.ok) return parsed.rejection;
  const { hash: _, position: __, raw: ___, ...rest } = CanonicalRecord.parse(parsed.record);
  return rest;
};

it("has every example line of sections 3.1 to 3.8 of the original formats", () => {
  expect(lines).toHaveLength(8);
});

it("reads 3.1 as behaviour, with head counts found to be counts", () => {
  expect(content(lines[0] ?? "")).toEqual({
    kind: "behaviour",
    key: '["behaviour",1772647204000,"Fresh_Grad","Taipei"]',
    at: Date.parse("2026-03-05T02:00:04+08:00"),
    offsetMinutes: 480,
    date: "2026-03-05",
    generatedAt: null,
    repairs: ["persona:alias", "region:alias", "brand_distribution:counts"],
    demo: false,
    persona: "Fresh_Grad",
    region: "Taipei",
    people: 500,
    shares: { "7-11": 147 / 500, FamilyMart: 168 / 500, Other: 185 / 500 },
    satisfaction: 0.721,
    digitalAdoption: 0.957,
    gamification: 0.957,
    efficiency: 0.585,
    insights: ["台北 新鮮人 最偏好 Other (37.0%)"],
  });
});

it("reads 3.2 with Other as what the named brands leave, and flags it", () => {
  expect(content(lines[1] ?? "")).toMatchObject({
    kind: "intervention",
    key: '["intervention",1772695211000,"soft_serve_bogo"]',
    event: "soft_serve_bogo",
    type: "promotion",
    parameters: {},
    results: [
      {
        persona: "Fresh_Grad",
        region: "Taipei",
        shares: { "7-11": 33.9 / 100, FamilyMart: 45.8 / 100, Other: 0.203 },
      },
    ],
    insights: ["全家霜冰淇淋吸引客群"],
    repairs: expect.arrayContaining(["event:alias", "shares_not_normalised", "type:catalogue"]),
  });
});

it("reads 3.4 per cell, the unnamed rest as Other, with when it was generated", () => {
  const report = content(lines[2] ?? "");
  expect(report).toMatchObject({
    kind: "daily-intel",
    date: "2026-03-05",
    generatedAt: Date.parse("2026-03-05T06:00:02+08:00"),
    anomaly: "無異常",
    impact: { Fresh_Grad: 0.05, FinTech_Family: 0.2 },
    dominantGroup: "FinTech_Family",
  });
  expect(report).toHaveProperty("cells.3", {
    persona: "Fresh_Grad",
    region: "Taipei",
    activity: "維持正常消費節奏",
    shares: { "7-11": 0.402, FamilyMart: 0.371, Other: 0.227 },
    triggers: ["被動參與"],
  });
});

it("reads both shapes of 3.5, and keeps missing what is missing", () => {
  expect(content(lines[3] ?? "")).toMatchObject({
    kind: "web-intel",
    key: '["web-intel","2026-03-05","臺北市"]',
    location: "臺北市",
    region: "Taipei",
    weather: { temperature: 22.7, humidity: 74, description: "多雲", rainy: false, comfort: null },
    holidays: [{ name: "228連假", start: null, end: null }],
    postsCount: 20,
    posts: [],
  });
  expect(content(lines[4] ?? "")).toMatchObject({
    weather: { rainy: true, comfort: 61 },
    holidays: [{ name: "婦女節", start: "2026-03-08", end: "2026-03-08", keywords: ["禮盒"] }],
    posts: [{ board: "CVS", at: Date.parse("2026-03-06T09:12:00+08:00"), sentiment: 0.4 }],
    topics: ["霜淇淋", "點數"],
  });
});

it("rejects the minimal line of 3.6, which has no time, unless its file has a date", () => {
  const line = lines[5] ?? "";
  expect(content(line)).toEqual({
    rule: "no_time",
    field: "/timestamp",
    found: "nothing",
    expected: expect.stringContaining("a date given with the file"),
  });
  expect(createLineParser({ date: "2026-03-05" })(line)).toMatchObject({
    ok: true,
    record: {
      event: "limited_time_double",
      at: Date.parse("2026-03-05T00:00:00+08:00"),
      repairs: expect.arrayContaining(["timestamp:file_date"]),
    },
  });
});

it("reads our superset of 3.6 with its own offset, brand and parameters", () => {
  expect(content(lines[7] ?? "")).toMatchObject({
    kind: "intervention",
    at: Date.parse("2026-03-05T15:20:11+08:00"),
    event: "limited_time_double",
    type: "promotion",
    brand: "FamilyMart",
    region: "Taipei",
    persona: null,
    parameters: { point_multiplier: 2 },
    endsAt: Date.parse("2026-03-07T23:59:59+08:00"),
  });
});

it("reads 3.8 with brand values found to be shares", () => {
  expect(content(lines[6] ?? "")).toMatchObject({
    kind: "district",
    key: '["district","2026-03-05","Tainan_East"]',
    people: 1000,
    ages: { "0-14": 128, "15-64": 713, "65+": 159 },
    shares: { "7-11": 0.328, FamilyMart: 0.39, Other: 0.282 },
    averageMonthlySpending: 4459,
    repairs: ["brand_distribution:shares"],
  });
});

it("keeps out the demo rows of 3.3 unless asked for, and marks them then", () => {
  const row = JSON.stringify({
    group: "Group A",
    region: "Taipei",
    day: 3,
    brand_distribution: { "7-11": 0.4, FamilyMart: 0.4, 其他: 0.3 },
  });
  expect(content(row)).toMatchObject({ rule: "demo_row", field: "/day", found: "3" });
  const read = createLineParser({ acceptDemoRows: true, date: "2026-03-01" })(row);
  expect(read).toMatchObject({
    ok: true,
    record: { demo: true, date: "2026-03-03", persona: "Fresh_Grad" },
  });
  if (read.ok) expect(read.record.repairs).toContain("shares_normalised");
});

it("stores them all through the pipeline, once", async () => {
  const store = memoryStore();
  const run = () =>
    createPipeline({ source: textSource(text, { name: "original" }), store, resume: false }).run();
  expect(await run()).toMatchObject({
    read: 8,
    stored: 7,
    deadLettered: 1,
    byRule: { no_time: 1 },
    byKind: { behaviour: 1, intervention: 2, "daily-intel": 1, "web-intel": 2, district: 1 },
  });
  expect(await run()).toMatchObject({ read: 8, stored: 0, duplicates: 8, deadLettered: 0 });
  const [letter] = await store.deadLetters({});
  expect(letter).toMatchObject({ raw: lines[5], position: { source: "original", line: 6 } });
});
