import { builtInCatalogue, EnrichedAnswer, memoryStore } from "@cdp-whatif/core";
import { generateMarket } from "@cdp-whatif/core/synthetic";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ask, send } from "./market.js";

const market = generateMarket({ days: 150, start: "2026-01-01", seed: 3 });
let service: Service;
beforeAll(async () => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
  for (const name of ["behavior_twin_monthly.jsonl", "daily_web_intel.jsonl"]) {
    const lines = [...(market.files.find((file) => file.name === name)?.lines() ?? [])].join("\n");
    expect((await send(service.app, `${lines}\n`)).status).toBe(200);
  }
});
afterAll(() => service.close());

const get = async (path: string) => {
  const response = await ask(service.app, `/api/v1/behavior/enriched?${path}`);
  return { status: response.status, body: (await response.json()) as unknown };
};

it("gives a cell with its context, effects and the provenance of every column", async () => {
  const { status, body } = await get("persona=新鮮人&region=台北&include=trends");
  expect(status).toBe(200);
  const { data, count, trends } = EnrichedAnswer.parse(body);
  expect(count).toBe(150);
  expect(
    data.rows.every(
      ({ temperature, weatherDate, date }) => temperature !== null && weatherDate === date,
    ),
  ).toBe(true);
  expect(data.rows.find(({ date }) => date === "2026-02-17")).toMatchObject({
    holiday: "lunar_new_year",
    holidayPhase: "during",
  });
  expect(data.rows.find(({ date }) => date === "2026-02-02")?.holiday).toBeNull();
  expect(data.effects.map(({ driver }) => driver)).toContain("temperature");
  expect(data.columns.map(({ column }) => column)).toContain("adjusted.satisfaction.weather");
  expect(trends?.pairs.length).toBeGreaterThan(0);
  expect(data.demo).toBe(true);
});

it("answers a cell with few rows with its rows and the reasons for what is not estimated", async () => {
  const { body } = await get("persona=Fresh_Grad&region=Taipei&limit=10");
  const { data, trends } = EnrichedAnswer.parse(body);
  expect(data.rows).toHaveLength(10);
  expect(data.rows.at(-1)?.date).toBe("2026-05-30");
  expect(data.effects).toEqual([]);
  expect(data.refused.map(({ code }) => code)).toContain("too_few_rows");
  expect(trends).toBeNull();
});

it.each([
  ["region=Taipei", "invalid_input"],
  ["persona=Fresh_Grad", "invalid_input"],
  ["persona=Fresh_Grad&region=Taipeh", "unknown_region"],
  ["persona=Fresh_Grad&region=Taipei&limits=3", "unknown_key"],
])("refuses %s with %s", async (query, code) => {
  const { status, body } = await get(query);
  expect(status).toBe(422);
  expect(body).toMatchObject({ code });
});
