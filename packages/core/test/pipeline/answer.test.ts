import { beforeAll, describe, expect, it } from "vitest";
import {
  BehaviorAnswer,
  behaviour,
  builtInCatalogue,
  createPipeline,
  DailyIntelAnswer,
  dailyIntel,
  memoryStore,
  SeriesAnswer,
  SummaryAnswer,
  series,
  summary,
  textSource,
  WebIntelAnswer,
  webIntel,
} from "../../src/index.js";
import { behaviourLine } from "./line.js";

const store = memoryStore();
const ground = { store, catalogue: builtInCatalogue };
const intel = (day: number) =>
  JSON.stringify({
    date: `2026-03-0${day}`,
    behavioral_twin_report: { Taipei: { Fresh_Grad: { loyalty_7_11: 0.4, loyalty_Family: 0.3 } } },
    metadata: { generated_at: `2026-03-0${day} 06:00:00` },
  });
const web = (location: string, temperature: number) =>
  JSON.stringify({
    date: "2026-03-05",
    weather: { location, temperature },
    market_insights: ["x"],
  });
const row = (region: string, day: number, fields: Record<string, unknown> = {}) =>
  behaviourLine({
    region,
    timestamp: `2026-03-0${day} 02:00:00`,
    brand_percentages: undefined,
    ...fields,
  });

beforeAll(async () => {
  const lines = [
    ...[1, 2, 3].map((day) => row("台北", day)),
    row("台南", 2, {
      total_personas: 1500,
      brand_distribution: { "7-11": 1500, FamilyMart: 0, Other: 0 },
      avg_satisfaction: null,
    }),
    ...[4, 5].map(intel),
    web("臺北市", 20),
    web("臺南市", 26),
    '{"timestamp":"2026-03-02 10:00:00","event":"限時加倍","region":"台南"}',
  ];
  const source = textSource(lines.join("\n"));
  expect(await createPipeline({ source, store }).run()).toMatchObject({ stored: lines.length });
});

it("answers behaviour by any alias, with inclusive local dates, as the contract's model", async () => {
  const query = {
    persona: "新鮮人",
    region: "taipei",
    start_date: "2026-03-02",
    end_date: "2026-03-03",
  };
  const answer = BehaviorAnswer.parse(await behaviour(ground, query));
  expect(answer.count).toBe(2);
  expect(answer.data[0]).toMatchObject({
    timestamp: "2026-03-02T02:00:00+08:00",
    group: "Fresh_Grad",
    region: "Taipei",
    brand_distribution: { "7-11": 0.294, FamilyMart: 0.336, Other: 0.37 },
    total_personas: 500,
  });
  expect(answer.filters_applied).toEqual({
    persona: "Fresh_Grad",
    region: "Taipei",
    start_date: "2026-03-02",
    end_date: "2026-03-03",
    limit: 100,
  });
});

it.each(["asc", "desc"])(
  "pages in order %s without repeats, also when rows are inserted",
  async (order) => {
    const all = (await behaviour(ground, { order })).data.map(
      ({ timestamp, region }) => timestamp + region,
    );
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await behaviour(ground, { order, limit: "1", cursor });
      seen.push(...page.data.map(({ timestamp, region }) => timestamp + region));
      cursor = page.metadata.next_cursor;
      if (cursor !== null) expect(cursor).toMatch(/^[\w-]+$/);
    }
    expect(seen).toEqual(all);
    expect(all).toHaveLength(4);
  },
);

it("weights the summary by people, over the rows that know the value", async () => {
  const answer = SummaryAnswer.parse(await summary(ground, {}));
  expect(answer).toMatchObject({
    total_records: 4,
    total_people: 3000,
    average_satisfaction: 0.721,
    top_brand: "7-11",
    persona_breakdown: { Fresh_Grad: 4 },
    region_breakdown: { Taipei: 3, Tainan: 1 },
    first_date: "2026-03-01",
    last_date: "2026-03-03",
  });
  expect(answer.brand_distribution_summary["7-11"]).toBeCloseTo(100 * ((0.294 + 1) / 2), 10);
  expect(answer.cells.Fresh_Grad_Tainan).toMatchObject({ records: 1, satisfaction: null });
});

it("gives series per cell and bucket, with the events of the region", async () => {
  const daily = SeriesAnswer.parse(await series(ground, { region: "Taipei" }));
  expect(daily.cells.Fresh_Grad_Taipei?.dates).toEqual(["2026-03-01", "2026-03-02", "2026-03-03"]);
  expect(daily.events).toEqual([]);
  const weekly = SeriesAnswer.parse(await series(ground, { bucket: "week", brand: "全家" }));
  expect(weekly.brands).toEqual(["FamilyMart"]);
  // 1 March 2026 is a Sunday, the last day of its week.
  expect(weekly.cells.Fresh_Grad_Taipei).toMatchObject({
    dates: ["2026-02-23", "2026-03-02"],
    people: [500, 1000],
  });
  expect(weekly.events).toEqual([
    { timestamp: "2026-03-02T10:00:00+08:00", event: "limited_time_double", type: "promotion" },
  ]);
});

it("gives daily reports newest first, and web intelligence of the newest day over all places", async () => {
  const reports = DailyIntelAnswer.parse(await dailyIntel(ground, { limit: "1" }));
  expect(reports).toMatchObject({ count: 1, total: 2, data: [{ date: "2026-03-05" }] });
  const cursor = reports.metadata.next_cursor ?? "";
  const next = await dailyIntel(ground, { limit: "1", cursor });
  expect(next.data[0]?.date).toBe("2026-03-04");
  const cell = { brand_distribution: { "7-11": 0.4, FamilyMart: 0.3, Other: 0.3 } };
  expect(next.data[0]?.behavioral_twin_report).toMatchObject({ Taipei: { Fresh_Grad: cell } });
  const web = WebIntelAnswer.parse(await webIntel(ground, {}));
  expect(web.date).toBe("2026-03-05");
  expect(web.weather_by_location.map(({ region }) => region).sort()).toEqual(["Tainan", "Taipei"]);
  expect(web.market_insights).toEqual(["x"]);
});

describe("refuses with a code, the key and the nearest name", () => {
  it.each([
    [{ persona: "Fresh_Grat" }, "unknown_persona", "/persona", '"Fresh_Grad"'],
    [{ region: "Tapei" }, "unknown_region", "/region", '"Taipei"'],
    [{ start: "2026-03-01" }, "unknown_key", "/start", '"start_date"'],
    [{ start_date: "2026-02-30" }, "invalid_input", "/start_date", "YYYY-MM-DD"],
    [
      { start_date: "2026-03-02", end_date: "2026-03-01" },
      "out_of_range",
      "/end_date",
      "not before",
    ],
    [{ limit: "0" }, "out_of_range", "/limit", "1 to 1000"],
    [{ limit: "ten" }, "invalid_input", "/limit", "whole number"],
    [{ order: "up" }, "invalid_input", "/order", "asc, desc"],
    [{ cursor: "abc" }, "invalid_input", "/cursor", "next_cursor"],
  ])("%j is %s", async (query, code, pointer, hint) => {
    const given = Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== undefined),
    );
    await expect(behaviour(ground, given)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(hint),
      details: [{ pointer, detail: expect.any(String) }],
    });
  });

  it("names an unknown brand and a day of which nothing is known", async () => {
    await expect(series(ground, { brand: "FamilyMartt" })).rejects.toMatchObject({
      code: "unknown_brand",
      message: expect.stringContaining('"FamilyMart"'),
    });
    await expect(webIntel(ground, { date: "2020-01-01" })).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("2026-03-05"),
    });
  });
});
