import { describe, expect, test } from "vitest";
import { dailyLeastSquares } from "../../src/enrich/effect/newey-west.js";
import { enrichBehaviour } from "../../src/enrich/enrich-behaviour.js";
import { holidayPhases } from "../../src/enrich/holiday-phase.js";
import { taiwanCalendar } from "../../src/enrich/taiwan-calendar.js";
import { normal, uniform } from "../../src/math/draw.js";
import { logistic } from "../../src/math/elementary.js";
import { variance } from "../../src/math/summary.js";
import { EnrichedTable } from "../../src/schema/enriched.js";
import { behaviour, context, FIRST_DAY } from "./planted.js";

const calendar = taiwanCalendar({ from: 2023, to: 2026 });
const phaseOf = holidayPhases(calendar);
const PLANTED = { temperature: -0.03, rain: -0.2, newYear: 0.6, holiday: 0.3, before: 0.15 };

/** Two cells under one planted law, noise an AR(1) that both share in part; season, weekdays and trend beside it. */
function market(seed: number, { days = 1096, planted = PLANTED } = {}) {
  const rows = [];
  const sources = [];
  let heat = 0;
  let noise = 0;
  for (let i = 0; i < days; i++) {
    const day = FIRST_DAY + i;
    heat = 0.7 * heat + 1.6 * normal(seed, 1, i, 1);
    noise = 0.6 * noise + 0.08 * normal(seed, 2, i, 1);
    const temperature = 23 - 7 * Math.cos((2 * Math.PI * i) / 365.2425) + heat;
    const rainy = uniform(seed, 3, i, 1) < 0.3;
    const phase = phaseOf(day);
    const during = phase?.phase === "during";
    const effect =
      planted.temperature * heat +
      planted.rain * Number(rainy) +
      planted.newYear * Number(during && phase.holiday === "lunar_new_year") +
      planted.holiday * Number(during && phase.holiday !== "lunar_new_year") +
      planted.before * Number(phase?.phase === "before" && phase.holiday !== "lunar_new_year");
    for (const [c, region] of ["Taipei", "Tainan"].entries()) {
      const own = 0.05 * normal(seed, 4 + c, i, 1);
      const season = 0.2 * Math.sin((2 * Math.PI * i) / 365.2425) + 0.1 * Number(day % 7 === 2);
      const z = 0.4 + 0.3 * c + season + 0.0002 * i + effect + noise + own;
      rows.push(behaviour(day, { region, satisfaction: logistic(z) }));
      const weather = { temperature, humidity: 70, description: null, rainy, comfort: null };
      sources.push(context(day, { region, weather }));
    }
  }
  return enrichBehaviour(rows, sources, { calendar, outcomes: ["satisfaction"] });
}

const table = market(1);
const effectOf = (driver: string, from = table) => {
  const found = from.effects.find((effect) => effect.driver === driver);
  if (found === undefined) throw new Error(`no effect of ${driver}`);
  return found;
};

describe("planted effects of weather and holidays", () => {
  test.each([
    ["temperature", PLANTED.temperature],
    ["rain", PLANTED.rain],
    ["lunar_new_year.during", PLANTED.newYear],
    ["holiday.during", PLANTED.holiday],
    ["holiday.before", PLANTED.before],
    ["holiday.after", 0],
  ])("%s is found again, with a spread that holds it", (driver, value) => {
    const { effect, low, high } = effectOf(driver);
    expect(Math.abs(effect.value - value)).toBeLessThan(3.5 * effect.standardError);
    expect(high - low).toBeLessThan(0.4);
    if (value !== 0) expect(Math.sign(low)).toBe(Math.sign(high));
  });

  test("taken out, they leave less variance behind, and observed columns stay as they were", () => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const known = table.rows.map(({ satisfaction, adjusted }) => ({
      observed: logit(satisfaction ?? 0.5),
      weather: logit(adjusted["satisfaction.weather"] ?? 0.5),
      holiday: logit(adjusted["satisfaction.holiday"] ?? 0.5),
    }));
    const spread = (of: keyof (typeof known)[number]) => variance(known.map((each) => each[of]));
    expect(spread("weather")).toBeLessThan(0.9 * spread("observed"));
    expect(spread("holiday")).toBeLessThan(0.9 * spread("observed"));
  });

  test("the table is one by its schema, with the provenance of every column", () => {
    expect(EnrichedTable.parse(table)).toEqual(table);
    const named = new Set(table.columns.map(({ column }) => column));
    for (const name of Object.keys(table.rows[0]?.adjusted ?? {})) {
      expect(named).toContain(`adjusted.${name}`);
    }
    const head = ["key", "at", "offsetMinutes", "date", "demo", "persona", "region"];
    const own = Object.keys(table.rows[0] ?? {}).filter((name) => !head.includes(name));
    const roots = new Set([...named].map((name) => name.split(".")[0]));
    expect(own.filter((name) => !roots.has(name))).toEqual([]);
    expect(table.columns.find(({ column }) => column === "temperature")?.values).toBe(2192);
  });
});

test("without an effect the 95 % interval misses 0 about as often as it should", () => {
  const none = { temperature: 0, rain: 0, newYear: 0, holiday: 0, before: 0 };
  let misses = 0;
  for (let seed = 100; seed < 115; seed++) {
    const noise = market(seed, { days: 400, planted: none });
    for (const driver of ["temperature", "rain"]) {
      misses += Number(effectOf(driver, noise).pValue < 0.05);
    }
  }
  expect(misses).toBeLessThanOrEqual(5);
});

test("too little data and drivers without variation are refused, with the reason and no number", () => {
  const short = market(1, { days: 40 });
  expect(short.effects).toEqual([]);
  expect(short.refused[0]).toMatchObject({ outcome: "satisfaction", code: "too_few_rows" });
  expect(short.rows[0]?.adjusted).toEqual({});
  const rows = Array.from({ length: 200 }, (_, i) =>
    behaviour(FIRST_DAY + i, { satisfaction: logistic(normal(1, 1, i, 1)) }),
  );
  const flat = enrichBehaviour(
    rows,
    rows.map((_, i) => context(FIRST_DAY + i)),
    {
      calendar,
      outcomes: ["satisfaction"],
    },
  );
  const refused = flat.refused.map(({ message }) => message.split(":")[0]);
  expect(refused).toEqual(
    expect.arrayContaining(["satisfaction by temperature", "satisfaction by rain"]),
  );
  expect(() => enrichBehaviour(rows, [], { outcomes: ["mood"] })).toThrow("mood");
});

test("Newey and West's covariance is the textbook's, written out a second time", () => {
  const n = 50;
  const lags = 4;
  const x = Array.from({ length: n }, (_, i) => [1, normal(5, 1, i, 1)]);
  const y = x.map(([, v], i) => 2 + 0.5 * (v ?? 0) + normal(5, 2, i, 1));
  const fit = dailyLeastSquares({
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(y),
    columns: 2,
    days: x.map((_, i) => i),
    bandwidth: lags,
  });
  const s = (f: (v: number, i: number) => number) =>
    x.reduce((total, [, v], i) => total + f(v ?? 0, i), 0);
  const [sx, sxx, sy, sxy] = [
    s((v) => v),
    s((v) => v * v),
    s((_, i) => y[i] ?? 0),
    s((v, i) => v * (y[i] ?? 0)),
  ];
  const det = n * sxx - sx * sx;
  const slope = (n * sxy - sx * sy) / det;
  const intercept = (sy - slope * sx) / n;
  expect(fit.coefficients[1]).toBeCloseTo(slope, 12);
  // The slope's influence of each row: (n v - Σv) / det.
  const influence = x.map(
    ([, v], i) => ((n * (v ?? 0) - sx) / det) * ((y[i] ?? 0) - intercept - slope * (v ?? 0)),
  );
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const lag = Math.abs(i - j);
      if (lag <= lags) total += (1 - lag / (lags + 1)) * (influence[i] ?? 0) * (influence[j] ?? 0);
    }
  }
  expect(fit.covariance[3]).toBeCloseTo((total * n) / (n - 2), 12);
});
