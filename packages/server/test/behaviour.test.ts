import {
  BehaviorAnswer,
  behaviour,
  builtInCatalogue,
  DailyIntelAnswer,
  IngestReport,
  memoryStore,
  SeriesAnswer,
  SummaryAnswer,
  WebIntelAnswer,
} from "@cdp-whatif/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { searchOf } from "../src/next-page.js";
import { EventsAnswer } from "../src/route/event.js";
import { ask, BEHAVIOUR, EVERYTHING, send } from "./market.js";

const store = memoryStore();
let service: Service;
beforeAll(async () => {
  service = createService({ store, catalogue: builtInCatalogue });
  const response = await send(service.app, EVERYTHING);
  expect(response.status).toBe(200);
  const report = IngestReport.parse(await response.json());
  expect(report.read).toBe(EVERYTHING.trimEnd().split("\n").length);
  expect(report.stored).toBe(report.read);
  await service.prepare();
});
afterAll(() => service.close());

const get = async (path: string) => {
  const response = await ask(service.app, path);
  return { status: response.status, text: await response.text(), headers: response.headers };
};

it("answers the architecture document's own request", async () => {
  const { status, text, headers } = await get(
    "/api/v1/behavior?persona=Fresh_Grad&region=Taipei&start_date=2026-01-01&end_date=2026-02-14",
  );
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("application/json");
  const answer = BehaviorAnswer.parse(JSON.parse(text));
  expect(answer.count).toBe(45);
  expect(new Set(answer.data.map(({ group, region }) => `${group} ${region}`))).toEqual(
    new Set(["Fresh_Grad Taipei"]),
  );
  expect(answer.metadata.demo).toBe(true);
});

it.each([
  [
    "persona",
    [
      "fresh_grad",
      "fresh_graduate",
      "新鮮人",
      "Fresh_Grad",
      "社會新鮮人",
      "Group A",
      "fresh grad",
      "fresh-grad",
      "FRESH_GRAD",
    ],
    "Fresh_Grad",
  ],
  [
    "persona",
    [
      "fintech_family",
      "fintech family",
      "fintech家庭",
      "FinTech家庭",
      "FinTech_Family",
      "FinTech 菁英家庭",
      "FinTech 家庭",
      "Group B",
      "fintech-family",
    ],
    "FinTech_Family",
  ],
  ["region", ["taipei", "台北", "Taipei", "臺北市", "臺北", "台北市"], "Taipei"],
  ["region", ["tainan", "台南", "Tainan", "臺南", "台南市", "臺南市"], "Tainan"],
])("knows every spelling of a %s", async (key, spellings, id) => {
  for (const spelling of spellings) {
    const { status, text } = await get(
      `/api/v1/behavior?${new URLSearchParams({ [key]: spelling })}`,
    );
    expect(status, spelling).toBe(200);
    expect(JSON.parse(text).filters_applied[key], spelling).toBe(id);
  }
});

it("gives from serialised rows, byte for byte, what it gives without them", async () => {
  const question = fc.record(
    {
      persona: fc.constantFrom("Fresh_Grad", "FinTech_Family"),
      region: fc.constantFrom("Taipei", "台南"),
      start_date: fc.constantFrom("2025-12-01", "2026-01-05", "2026-01-20"),
      end_date: fc.constantFrom("2026-01-20", "2026-02-10", "2027-01-01"),
      limit: fc.constantFrom("1", "7", "1000"),
      order: fc.constantFrom("asc", "desc"),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(question, async (query) => {
      let cursor: string | null = null;
      do {
        const asked: Record<string, string> = { ...query, ...(cursor !== null && { cursor }) };
        const { status, text } = await get(`/api/v1/behavior?${new URLSearchParams(asked)}`);
        expect(status).toBe(200);
        const link = (next: string) => `/api/v1/behavior${searchOf(asked, next)}`;
        expect(text).toBe(
          JSON.stringify(await behaviour({ store, catalogue: builtInCatalogue }, asked, { link })),
        );
        cursor = query.limit === "1" ? null : JSON.parse(text).metadata.next_cursor;
      } while (cursor !== null);
    }),
    { numRuns: 60 },
  );
  expect(service.app).toBeDefined();
});

it("shows what was stored a moment ago", async () => {
  const path = "/api/v1/behavior?persona=Fresh_Grad&region=Taipei&start_date=2026-05-01";
  const before = await get(path);
  expect(JSON.parse(before.text).count).toBe(0);
  const [line = ""] = BEHAVIOUR.split("\n", 1);
  const later = JSON.stringify({
    ...JSON.parse(line),
    timestamp: "2026-05-02 02:00:00",
    group: "新鮮人",
    region: "台北",
  });
  expect((await send(service.app, later)).status).toBe(200);
  const after = await get(path);
  expect(JSON.parse(after.text).count).toBe(1);
  expect(after.headers.get("etag")).not.toBe(before.headers.get("etag"));
  const etag = after.headers.get("etag") ?? "";
  const again = await ask(service.app, path, { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});

it.each([
  ["/api/v1/behavior/summary", SummaryAnswer],
  ["/api/v1/behavior/summary?persona=Fresh_Grad", SummaryAnswer],
  ["/api/v1/behavior/series?bucket=week&region=Taipei", SeriesAnswer],
  ["/api/v1/behavior/daily-intel", DailyIntelAnswer],
  ["/api/v1/behavior/web-intel", WebIntelAnswer],
  ["/api/v1/events?order=desc&limit=2", EventsAnswer],
] as const)("answers %s in the shape of its model, twice the same", async (path, model) => {
  const { status, text } = await get(path);
  expect(status).toBe(200);
  const parsed = model.safeParse(JSON.parse(text));
  expect(parsed.error?.issues ?? []).toEqual([]);
  expect((await get(path)).text).toBe(text);
});

it("pages through events without leaving one out", async () => {
  const all = EventsAnswer.parse(JSON.parse((await get("/api/v1/events?limit=1000")).text));
  expect(all.count).toBeGreaterThan(2);
  const found: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page = EventsAnswer.parse(
      JSON.parse((await get(`/api/v1/events?limit=2&cursor=${cursor}`)).text),
    );
    found.push(...page.data.map(({ timestamp, event }) => timestamp + event));
    cursor = page.metadata.next_cursor;
  }
  expect(found).toEqual(all.data.map(({ timestamp, event }) => timestamp + event));
});
