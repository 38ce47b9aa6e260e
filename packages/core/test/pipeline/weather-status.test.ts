import fc from "fast-check";
import { expect, it } from "vitest";
import {
  builtInCatalogue,
  createPipeline,
  digest,
  memoryStore,
  type RecordStore,
  textSource,
  WebIntelAnswer,
  webIntel,
} from "../../src/index.js";

const observed = (temperature: number, fields: object = {}, weather: object = {}) => ({
  date: "2026-03-05",
  weather: { location: "臺北市", temperature, ...weather },
  ...fields,
});
const forecast = (temperature_max: number, fields: object = {}) => ({
  date: "2026-03-05",
  weather: { location: "臺北市", status: "forecast", temperature_max, rain_probability: 0.7 },
  ...fields,
});

async function ingest(lines: readonly object[], asOf?: number): Promise<RecordStore> {
  const store = memoryStore();
  const source = textSource(lines.map((line) => JSON.stringify(line)).join("\n"));
  await createPipeline({ source, store, ...(asOf !== undefined && { asOf }) }).run();
  return store;
}

it("a forecast never displaces an observation, in whatever order and however new it is", async () => {
  const lines = [
    observed(17),
    observed(18, { item: "466920 14:00" }, { status: "observed" }),
    forecast(30, { generated_at: "2026-03-09 06:00:00" }),
    forecast(31, { item: "466920 14:00", generated_at: "2026-03-09 06:00:00" }),
  ];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: 4 }), async (shuffled) => {
      const store = await ingest(shuffled);
      expect(await store.deadLetters({})).toEqual([]);
      const rows = await store.records({ kind: "web-intel" });
      expect(
        rows.map(({ weather }) => weather?.temperatureMax ?? weather?.temperature).sort(),
      ).toEqual([17, 18, 30, 31]);
    }),
    { numRuns: 24 },
  );
});

it("of two forecasts of a period the later one stands, the other is a dead letter", async () => {
  const store = await ingest([
    forecast(22, { item: "day", generated_at: "2026-03-04 18:00:00" }),
    forecast(20, { item: "day", generated_at: "2026-03-04 06:00:00" }),
    forecast(15, { item: "night", generated_at: "2026-03-04 06:00:00" }),
  ]);
  const rows = await store.records({ kind: "web-intel" });
  expect(rows.map(({ item, weather }) => [item, weather?.temperatureMax])).toEqual([
    ["day", 22],
    ["night", 15],
  ]);
  expect(await store.deadLetters({})).toMatchObject([{ rule: "superseded" }]);
});

it("the fit sees what was observed, averaged over hours, and no forecast", async () => {
  const store = await ingest([
    observed(16, { item: "a 08:00" }, { status: "observed", is_rainy: true }),
    observed(20, { item: "a 14:00" }, { status: "observed", is_rainy: false }),
    observed(0, { item: "b" }, { status: "observed", temperature: null }),
    forecast(35),
    { ...forecast(35), date: "2026-03-06" },
  ]);
  const { conditions } = await store.history();
  expect(conditions).toMatchObject([{ region: "Taipei", temperature: 18, rain: 0.5 }]);
});

it("single posts and measurements do not say that there was no holiday", async () => {
  const post = { location: "臺北市", item: "https://a.example/1", posts_count: 1 };
  const item = await ingest([{ date: "2026-03-05", ...post }]);
  expect((await item.history()).conditions).toMatchObject([{ holiday: null }]);
  const report = await ingest([observed(17)]);
  expect((await report.history()).conditions).toMatchObject([{ holiday: 0 }]);
});

it("a forecast may lie in the future, an observation may not", async () => {
  const asOf = Date.UTC(2026, 2, 4);
  const store = await ingest([observed(17), forecast(22)], asOf);
  expect(await store.records({ kind: "web-intel" })).toMatchObject([
    { weather: { status: "forecast" } },
  ]);
  expect(await store.deadLetters({})).toMatchObject([{ rule: "in_the_future" }]);
});

it("answers the last observation of each place, and forecasts apart; the newest day is one that was seen", async () => {
  const store = await ingest([
    observed(16, { date: "2026-03-05 08:00:00", item: "a 08:00" }, { status: "observed" }),
    observed(20, { date: "2026-03-05 14:00:00", item: "a 14:00" }, { status: "observed" }),
    forecast(22, { generated_at: "2026-03-05 06:00:00" }),
    { ...forecast(23), date: "2026-03-06" },
    { ...forecast(24), date: "2026-03-07" },
  ]);
  const ground = { store, catalogue: builtInCatalogue };
  const answer = await webIntel(ground, {});
  expect(WebIntelAnswer.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    date: "2026-03-05",
    weather: { status: "observed", temperature: 20 },
    weather_by_location: [{ temperature: 20 }],
    weather_forecast: [
      {
        ...{ status: "forecast", temperature: null, temperature_max: 22, rain_probability: 0.7 },
        generated_at: "2026-03-05T06:00:00+08:00",
      },
    ],
  });
  const ahead = await webIntel(ground, { date: "2026-03-07" });
  expect(ahead).toMatchObject({ weather: null, weather_by_location: [] });
  expect(ahead.weather_forecast).toMatchObject([{ temperature_max: 24 }]);
});

it("leaves key and hash of lines that say nothing of it as they were", async () => {
  const store = await ingest([observed(17)]);
  const [row] = await store.records({ kind: "web-intel" });
  const weather = {
    ...{ temperature: 17, humidity: null, description: null, rainy: null, comfort: null },
  };
  const head = { at: row?.at, offsetMinutes: 480, date: "2026-03-05", generatedAt: null };
  const lists = { holidays: [], postsCount: null, posts: [], topics: [], insights: [] };
  const key = JSON.stringify(["web-intel", "2026-03-05", "臺北市"]);
  const body = { location: "臺北市", region: null, weather, ...lists };
  expect(row).toMatchObject({
    key,
    hash: digest({ kind: "web-intel", key, ...head, demo: false, ...body }),
  });
});
