import fc from "fast-check";
import { expect, test } from "vitest";
import type { ContextSource } from "../../src/enrich/context-index.js";
import { holidayPhases } from "../../src/enrich/holiday-phase.js";
import { joinContext } from "../../src/enrich/join-context.js";
import { taiwanCalendar } from "../../src/enrich/taiwan-calendar.js";
import { dayOfDate, MS_PER_DAY } from "../../src/schema/time-text.js";
import { behaviour, context, FIRST_DAY } from "./planted.js";

const calendar = taiwanCalendar({ from: 2023, to: 2026 });
const weather = (temperature: number) => ({
  weather: { temperature, humidity: 60, description: null, rainy: null, comfort: null },
});

const source = fc
  .record({
    day: fc.integer({ min: 0, max: 20 }),
    region: fc.constantFrom("Taipei", "Tainan", null),
    temperature: fc.integer({ min: 5, max: 35 }),
    published: fc.option(fc.integer({ min: -48, max: 96 })),
    said: fc.constantFrom("好吃", "難吃", "great", "awful"),
  })
  .map(({ day, region, temperature, published, said }) => ({
    ...context(FIRST_DAY + day, weather(temperature)),
    region,
    topics: [said],
    posts: [
      {
        ...{ platform: null, board: null, title: said, url: null, author: null },
        ...{ likes: null, comments: null, keywords: [], sentiment: null },
        at: (FIRST_DAY + day) * MS_PER_DAY + 3_600_000,
      },
    ],
    generatedAt: published === null ? null : (FIRST_DAY + day) * MS_PER_DAY + published * 3_600_000,
  }));
const sources = fc
  .array(source, { maxLength: 40 })
  .map((all): ContextSource[] => all.map((each, i) => ({ ...each, key: `k${i}` })));

test("records of later days and any order of arrival leave every earlier row as it was", () => {
  const rows = Array.from({ length: 20 }, (_, i) => behaviour(FIRST_DAY + i));
  fc.assert(
    fc.property(
      sources,
      fc.integer({ min: 0, max: 20 }),
      fc.infiniteStream(fc.nat()),
      (all, cut, luck) => {
        const shuffled = all
          .map((each) => ({ each, by: luck.next().value }))
          .sort((a, b) => a.by - b.by)
          .map(({ each }) => each);
        const full = joinContext(rows, shuffled, { calendar });
        expect(joinContext(rows, all, { calendar })).toEqual(full);
        const early = all.filter(({ date }) => dayOfDate(date) <= FIRST_DAY + cut);
        const before = joinContext(rows, early, { calendar });
        expect(before.slice(0, cut + 1)).toEqual(full.slice(0, cut + 1));
        // What was published after a row's lag changes nothing either.
        const lag = rows[cut]?.at ?? 0;
        const known = all.filter(
          ({ generatedAt }) => generatedAt === null || generatedAt <= lag + MS_PER_DAY,
        );
        expect(joinContext(rows, known, { calendar })[cut]).toEqual(full[cut]);
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});

test("the latest day that was known counts, in the row's region, no older than asked", () => {
  const day = FIRST_DAY + 10;
  const join = (...all: ContextSource[]) => joinContext([behaviour(day)], all, { calendar })[0];
  const yesterday = context(day - 1, weather(10));
  expect(join(yesterday, context(day, weather(20)), context(day + 1, weather(30)))).toMatchObject({
    temperature: 20,
  });
  expect(join(yesterday, context(day, { ...weather(20), region: "Tainan" }))).toMatchObject({
    temperature: 10,
    weatherDate: yesterday.date,
  });
  const late = { ...weather(20), generatedAt: (day + 2) * MS_PER_DAY };
  expect(join(yesterday, context(day, late))).toMatchObject({ temperature: 10 });
  const forecast = { ...weather(20), generatedAt: (day - 1) * MS_PER_DAY };
  expect(join(yesterday, context(day, forecast))).toMatchObject({ temperature: 10 });
  const said = { ...weather(20).weather, status: "forecast" as const };
  expect(join(yesterday, context(day, { weather: said }))).toMatchObject({ temperature: 10 });
  expect(join(context(day, { postsCount: null }))).toMatchObject({ posts: null });
  expect(join(context(day - 4, weather(10)))).toMatchObject({ temperature: null, posts: null });
  const two = [
    context(day, { ...weather(20), key: "a" }),
    context(day, { ...weather(30), key: "b" }),
  ];
  expect(join(...two)).toMatchObject({ temperature: 25 });
});

test("observed columns are the record's own, and a missing value stays missing", () => {
  const row = behaviour(FIRST_DAY, { satisfaction: null, people: null });
  const [enriched] = joinContext([row], [], { calendar });
  expect(enriched).toMatchObject(row);
  expect(enriched?.temperature).toBeNull();
  expect(enriched?.sentiment).toBeNull();
});

test("a day's holiday is found by the holiday's own day: 2 February and 2 August 2026 differ from New Year", () => {
  const phase = holidayPhases(calendar, { leadDays: 2, lagDays: 1 });
  const at = (date: string) => phase(dayOfDate(date));
  expect(at("2026-02-17")).toEqual({ holiday: "lunar_new_year", phase: "during", offsetDays: 0 });
  expect(at("2024-02-10")).toEqual({ holiday: "lunar_new_year", phase: "during", offsetDays: 0 });
  expect(at("2026-02-13")).toMatchObject({ phase: "before", offsetDays: -4 });
  expect(at("2026-02-21")).toMatchObject({ phase: "after" });
  expect(at("2026-02-02")).toBeNull();
  expect(at("2026-08-02")).toBeNull();
});

test("another country's calendar takes the place of Taiwan's", () => {
  const own = {
    ...{ id: "own", source: "test", from: "2023-01-01", to: "2023-12-31" },
    holidays: [
      {
        id: "fair",
        names: {},
        date: "2023-01-03",
        start: "2023-01-03",
        end: "2023-01-03",
        moving: false,
        inLieu: [],
      },
    ],
  };
  const rows = joinContext([behaviour(FIRST_DAY + 2)], [], { calendar: own });
  expect(rows[0]).toMatchObject({ holiday: "fair", holidayPhase: "during", holidayOffsetDays: 0 });
});
