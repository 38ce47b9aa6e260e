import { describe, expect, it } from "vitest";
import type { ConditionSource } from "../schema/history.js";
import { dayOfDate } from "../schema/time-text.js";
import { bucketStart } from "./bucket.js";
import { type BehaviourPoint, buildHistory } from "./history.js";

const point = (fields: Partial<BehaviourPoint>): BehaviourPoint => ({
  persona: "P",
  region: "R",
  date: "2026-03-05",
  people: 100,
  shares: { a: 0.5, b: 0.5 },
  demo: false,
  ...fields,
});
const behaviourOnly = (behaviour: BehaviourPoint[]) =>
  buildHistory({ behaviour, market: [], webIntel: [] });

describe("cells", () => {
  it("are ordered by persona then region, their rows by day, with a column for every brand", () => {
    const { brands, cells } = behaviourOnly([
      point({ date: "2026-03-06", shares: { c: 1 } }),
      point({ persona: "A", region: "Z" }),
      point({}),
      point({ persona: "A", region: "B" }),
    ]);
    expect(brands).toEqual(["a", "b", "c"]);
    expect(cells.map(({ persona, region }) => persona + region)).toEqual(["AB", "AZ", "PR"]);
    expect([...(cells[2]?.days ?? [])]).toEqual([dayOfDate("2026-03-05"), dayOfDate("2026-03-06")]);
    expect([...(cells[2]?.shares ?? [])]).toEqual([0.5, 0.5, 0, 0, 0, 1]);
  });

  it("weight the rows of one day by people, and add the people up", () => {
    const [cell] = behaviourOnly([
      point({ people: 300, shares: { a: 1 } }),
      point({ people: 100, shares: { b: 1 } }),
    ]).cells;
    expect([...(cell?.shares ?? [])]).toEqual([0.75, 0.25]);
    expect([...(cell?.people ?? [])]).toEqual([400]);
  });

  it("count rows alike where none knows its people, and leave people unknown", () => {
    const [cell] = behaviourOnly([
      point({ people: null, shares: { a: 1 } }),
      point({ people: null, shares: { b: 1 } }),
    ]).cells;
    expect([...(cell?.shares ?? [])]).toEqual([0.5, 0.5]);
    expect(cell?.people[0]).toBeNaN();
  });
});

it("gives equal data an equal digest and other data another", () => {
  const digest = (points: BehaviourPoint[]) => behaviourOnly(points).digest;
  const [a, b] = [point({}), point({ persona: "Q" })];
  expect(digest([a, b])).toBe(digest([b, a]));
  expect(digest([a])).not.toBe(digest([point({ people: 101 })]));
  expect(digest([a])).not.toBe(digest([point({ shares: { a: 0.5, c: 0.5 } })]));
  expect(digest([])).toMatch(/^[0-9a-f]{64}$/);
});

describe("conditions", () => {
  const source = (fields: Partial<ConditionSource>): ConditionSource & { demo: boolean } => ({
    date: "2026-03-06",
    region: "R",
    weather: { temperature: 10, humidity: 50, description: null, rainy: true, comfort: null },
    holidays: [],
    posts: [],
    demo: false,
    ...fields,
  });
  const holiday = (start: string | null, end: string | null) => ({
    name: "h",
    description: null,
    start,
    end,
    category: null,
    impact: null,
    keywords: [],
  });
  const rows = (...webIntel: (ConditionSource & { demo: boolean })[]) =>
    buildHistory({ behaviour: [], market: [], webIntel }).conditions;

  it("average the places of a region, and keep unknown what no place tells", () => {
    const dry = { temperature: 20, humidity: null, description: null, rainy: false, comfort: null };
    expect(rows(source({}), source({ weather: dry }))).toEqual([
      {
        day: dayOfDate("2026-03-06"),
        region: "R",
        temperature: 15,
        rain: 0.5,
        comfort: null,
        holiday: 0,
        sentiment: null,
      },
    ]);
  });

  it("mark the days of a dated holiday, and leave a day with undated ones unknown", () => {
    const dated = rows(source({ holidays: [holiday("2026-03-08", "2026-03-09")] }));
    expect(dated.map(({ holiday: h }) => h)).toEqual([0, 1, 1]);
    expect(dated[1]).toMatchObject({ day: dayOfDate("2026-03-08"), temperature: null });
    expect(rows(source({ holidays: [holiday(null, null)] }))[0]?.holiday).toBeNull();
  });

  it("leave out what has no place", () => {
    expect(rows(source({ region: null }))).toEqual([]);
  });
});

it.each([
  ["day", "2026-03-05", "2026-03-05"],
  ["week", "2026-03-05", "2026-03-02"],
  ["week", "2026-03-02", "2026-03-02"],
  ["week", "2026-03-01", "2026-02-23"],
  ["week", "1969-12-31", "1969-12-29"],
  ["month", "2026-03-31", "2026-03-01"],
] as const)("puts the %s of %s at %s", (bucket, date, start) => {
  expect(bucketStart(dayOfDate(date), bucket)).toBe(dayOfDate(start));
});
