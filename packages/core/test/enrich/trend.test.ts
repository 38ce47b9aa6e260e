import { expect, test } from "vitest";
import { joinContext } from "../../src/enrich/join-context.js";
import { taiwanCalendar } from "../../src/enrich/taiwan-calendar.js";
import { cellTrends } from "../../src/enrich/trend/cell-trends.js";
import { correlateTrends } from "../../src/enrich/trend/correlate-trends.js";
import { logistic } from "../../src/math/elementary.js";
import { adjustPValues } from "../../src/math/false-discovery.js";
import { TrendReport } from "../../src/schema/trend.js";
import { findsInNoise, NOISE_KINDS, noise } from "./noise.js";
import { behaviour, context, FIRST_DAY } from "./planted.js";

test.each(NOISE_KINDS)("nothing is found in noise, %s (short form)", (kind) => {
  let found = 0;
  for (let seed = 0; seed < 6; seed++)
    found += Number(findsInNoise(kind, seed, "benjamini-yekutieli"));
  // 6 sets at 5 % are above 2 once in 450 times, with the correction that is used much more seldom.
  expect(found).toBeLessThanOrEqual(2);
});

test.each([
  [1, 0.35],
  [3, -0.35],
  [0, 0.4],
])("a planted lag of %i days and its sign are found among noise", (lag, strength) => {
  const days = 365;
  const drivers = ["a", "b", "c"].map((name, i) => ({
    name,
    values: noise("ar(0.7)", days, 3, i + 1),
  }));
  const own = noise("ar(0.7)", days, 3, 9);
  const planted = own.map((value, i) => value + strength * (drivers[1]?.values[i - lag] ?? 0));
  const outcomes = [
    { name: "x", values: noise("ar(0.7)", days, 3, 10) },
    { name: "y", values: planted.map((value, i) => (i % 29 === 0 ? null : value)) },
  ];
  const report = correlateTrends({ drivers, outcomes }, { firstDay: FIRST_DAY });
  expect(TrendReport.parse(report)).toEqual(report);
  const findings = report.pairs.filter(({ finding }) => finding);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ driver: "b", outcome: "y", lagDays: lag });
  expect(Math.sign(findings[0]?.correlation ?? 0)).toBe(Math.sign(strength));
  expect(correlateTrends({ drivers, outcomes }, { firstDay: FIRST_DAY })).toEqual(report);
});

test("adjusted p-values are the textbook's", () => {
  // Benjamini and Hochberg (1995), section 3.2: four of fifteen at 0.05.
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
  ];
  expect(adjustPValues(p, "benjamini-hochberg").filter((q) => q <= 0.05)).toHaveLength(4);
  expect(adjustPValues(p, "benjamini-yekutieli").filter((q) => q <= 0.05)).toHaveLength(3);
  expect(adjustPValues([0.5, 0.01], "benjamini-hochberg")).toEqual([0.5, 0.02]);
  expect(adjustPValues([], "benjamini-yekutieli")).toEqual([]);
});

test("a cell's trends: sentiment two days ahead is found; a constant series is refused, not a number", () => {
  const mood = noise("white", 300, 5, 1).map((value) => Math.max(-1, Math.min(1, value / 3)));
  const post = { platform: null, board: null, title: "x", url: null, author: null, at: null };
  const sources = mood.map((sentiment, i) =>
    context(FIRST_DAY + i, {
      posts: [{ ...post, likes: null, comments: null, keywords: [], sentiment }],
      topics: i % 3 === 0 ? ["咖啡"] : [],
    }),
  );
  const rows = mood.map((_, i) =>
    behaviour(FIRST_DAY + i, {
      satisfaction: logistic((mood[i - 2] ?? 0) + 0.3 * (noise("white", i + 1, 5, 2)[i] ?? 0)),
    }),
  );
  const joined = joinContext(rows, sources, { calendar: taiwanCalendar({ from: 2023, to: 2024 }) });
  const report = cellTrends(joined, { outcomes: ["satisfaction"] });
  expect(report.pairs.filter(({ finding }) => finding)).toMatchObject([
    { driver: "sentiment", outcome: "satisfaction", lagDays: 2 },
  ]);
  expect(report.refused.map(({ driver }) => driver)).toContain("temperature");
  expect(report.pairs.map(({ driver }) => driver)).toContain("topic:咖啡");
});

test("series of different lengths are refused by name", () => {
  const drivers = [{ name: "a", values: [1, 2] }];
  expect(() =>
    correlateTrends({ drivers, outcomes: [{ name: "y", values: [1] }] }, { firstDay: 0 }),
  ).toThrow("series y has 1 days, expected 2");
});
