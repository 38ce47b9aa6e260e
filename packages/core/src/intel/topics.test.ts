import { expect, it } from "vitest";
import { topicsOf } from "./topics.js";
import { dominantGroups, triggersOf } from "./triggers.js";

const post = (title: string, keywords: string[] = []) => ({ title, keywords, day: 0 });
const many = (count: number, title: string) => Array.from({ length: count }, () => post(title));

it("finds what is posted more, in Chinese without spaces and in English, with counts", () => {
  const before = [...many(20, "咖啡好喝"), ...many(20, "便當普通"), ...many(20, "coffee again")];
  const now = [...many(6, "咖啡普通"), ...many(12, "霜淇淋好喝"), ...many(8, "Sundae at last")];
  const found = topicsOf(now, before);
  const trending = found.filter((topic) => topic.trending).map(({ term }) => term);
  expect(trending).toContain("sundae");
  expect(found.find(({ term }) => term.includes("霜淇淋"))).toMatchObject({
    count: 12,
    previousCount: 0,
    trending: true,
  });
  expect(found.find(({ term }) => term === "咖啡")).toMatchObject({
    count: 6,
    previousCount: 20,
    trending: false,
  });
  expect(topicsOf(now, before)).toEqual(found);
  expect(topicsOf(now, []).every(({ ratio }) => ratio === null)).toBe(true);
});

it("takes keywords first", () => {
  const found = topicsOf(
    [post("霜淇淋來了", ["霜淇淋"]), post("霜淇淋很好"), post("吃霜淇淋")],
    [],
  );
  expect(found).toMatchObject([{ term: "霜淇淋", origin: "keyword", count: 3 }]);
});

it("weighs all triggers, and calls a tie a tie", () => {
  const cell = (persona: string, triggers: string[]) => ({
    persona,
    region: "Taipei",
    activity: null,
    shares: {},
    triggers,
  });
  const reports = [
    { key: "k", date: "2026-03-01", cells: [cell("A", ["x", "y"]), cell("B", ["x"])] },
  ];
  expect(triggersOf(reports)).toMatchObject([
    { trigger: "x", weight: 1, cells: 2 },
    { trigger: "y", weight: 0.5, cells: 1 },
  ]);
  const people = ({ persona }: { persona: string }) => (persona === "A" ? 300 : 100);
  expect(triggersOf(reports, people)[1]).toMatchObject({ trigger: "y", weight: 0.75 });
  expect(dominantGroups({ A: 0.1, B: 0.1, C: 0 })).toEqual(["A", "B"]);
  expect(dominantGroups({ A: 0, B: 0 })).toEqual(["A", "B"]);
  expect(dominantGroups({})).toEqual([]);
});
