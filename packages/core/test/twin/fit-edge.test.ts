import { describe, expect, it } from "vitest";
import { CoreError } from "../../src/error.js";
import { digest } from "../../src/math/index.js";
import { fitTwin } from "../../src/model/index.js";
import type { CellSeries, History, MarketRow } from "../../src/schema/history.js";
import { Twin } from "../../src/schema/twin.js";
import { simulate } from "../../src/simulate/index.js";
import { marketRow } from "./market-row.js";

const START = 20_500;

interface Row {
  readonly day: number;
  readonly people: number;
  readonly shares: readonly number[];
}

const cell = (rows: readonly Row[], persona = "P", region = "R"): CellSeries => ({
  persona,
  region,
  days: Int32Array.from(rows, ({ day }) => START + day),
  people: Float64Array.from(rows, ({ people }) => people),
  shares: Float64Array.from(rows.flatMap(({ shares }) => shares)),
});

const soldOn = (day: number, brand: string, fields: Partial<MarketRow> = {}): MarketRow =>
  marketRow({
    ...{ day: START + day, region: "R", brand, units: 100 },
    price: 30 * (1 + 0.1 * ((day * 7 + brand.length) % 5)),
    ...fields,
  });

const history = (
  brands: readonly string[],
  cells: readonly CellSeries[],
  rest: Partial<History> = {},
): History => ({
  brands,
  cells,
  market: [],
  conditions: [],
  demo: false,
  digest: "0".repeat(64),
  ...rest,
});

const days = (count: number, every = 1) => Array.from({ length: count }, (_, i) => i * every);
const wobble = (day: number) => 0.5 + 0.05 * Math.sin(day);
const rows = (list: readonly number[], fields: Partial<Row> = {}): Row[] =>
  list.map((day) => ({ day, people: 300, shares: [wobble(day), 1 - wobble(day)], ...fields }));
const prices = (list: readonly number[], fields: Partial<MarketRow> = {}) =>
  list.flatMap((day) => [soldOn(day, "a", fields), soldOn(day, "bb", fields)]);

const AB = ["a", "bb"];
const CASES: Readonly<Record<string, History>> = {
  "one row": history(AB, [cell(rows([0]))]),
  "two rows": history(AB, [cell(rows([0, 1]))]),
  "two rows and prices": history(AB, [cell(rows([0, 1]))], { market: prices([0, 1]) }),
  "three rows and prices": history(AB, [cell(rows(days(3)))], { market: prices(days(3)) }),
  "one cell, two brands, prices": history(AB, [cell(rows(days(40)))], { market: prices(days(40)) }),
  "missing days": history(AB, [cell(rows([0, 1, 2, 5, 6, 20, 21, 22, 40]))], {
    market: prices([0, 3, 21]),
  }),
  "weekly cadence": history(AB, [cell(rows(days(30, 7)))], { market: prices(days(210)) }),
  "a brand that appears late": history(
    ["a", "bb", "late"],
    [
      cell(
        days(40).map((day) => ({
          day,
          people: 300,
          shares: day < 30 ? [0.5, 0.5, 0] : [0.4, 0.4, 0.2],
        })),
      ),
    ],
    { market: prices(days(40)) },
  ),
  "a brand with no share anywhere": history(
    ["a", "bb", "zero"],
    [
      cell(
        days(40).map((day) => ({ day, people: 1e6, shares: [wobble(day), 1 - wobble(day), 0] })),
      ),
    ],
    { market: [...prices(days(40)), ...days(40).map((day) => soldOn(day, "zero"))] },
  ),
  "people unknown": history(AB, [cell(rows(days(30), { people: Number.NaN }))], {
    market: prices(days(30)),
  }),
  "nobody asked": history(AB, [cell(rows(days(30), { people: 0 }))]),
  "a thousand million people": history(AB, [cell(rows(days(40), { people: 1e9 }))], {
    market: prices(days(40)),
  }),
  "shares that never move": history(AB, [cell(rows(days(40), { shares: [0.3, 0.7] }))], {
    market: prices(days(40)),
  }),
  "everybody buys one brand": history(AB, [cell(rows(days(40), { shares: [1, 0] }))], {
    market: prices(days(40)),
  }),
  "shares that jump between 0 and 1": history(
    AB,
    [cell(days(40).map((day) => ({ day, people: 300, shares: [day % 2, 1 - (day % 2)] })))],
    { market: prices(days(40)) },
  ),
  "two currencies": history(AB, [cell(rows(days(40)))], {
    market: [...prices(days(40)), ...prices([3], { currency: "USD" })],
  }),
  "a cell that begins when another ends": history(AB, [
    cell(rows(days(10)), "P", "R"),
    cell(rows(days(10).map((day) => day + 50)), "Q", "R"),
  ]),
  "a far price": history(AB, [cell(rows(days(40)))], {
    market: [...prices(days(40)), soldOn(41, "a", { price: 1e9 })],
  }),
};

function* numbers(value: unknown): Iterable<number> {
  if (typeof value === "number") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const entry of Object.values(value)) yield* numbers(entry);
  }
}

describe("fitTwin on the edge of what it can be given", () => {
  for (const [name, given] of Object.entries(CASES)) {
    it(`${name}: every number is finite, shares sum to 1, JSON keeps it`, () => {
      const twin = fitTwin(given);
      for (const value of numbers(twin)) expect(Number.isFinite(value)).toBe(true);
      for (const { share, choice, habit } of twin.cells) {
        for (const values of [share, choice]) {
          expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        }
        expect(habit.value).toBeGreaterThanOrEqual(0);
        expect(habit.value).toBeLessThan(1);
      }
      for (const { value } of twin.price) expect(value).toBeGreaterThanOrEqual(0);
      const again = Twin.parse(JSON.parse(JSON.stringify(twin)));
      expect(digest(again)).toBe(digest(twin));
      expect(digest(fitTwin(given))).toBe(digest(twin));
      const asked = { type: "price_change" as const, price: { a: 1.05 }, electricityPrice: 1.2 };
      const result = simulate(twin, { interventions: [asked], draws: 40, series: true });
      for (const value of numbers(result)) expect(Number.isFinite(value)).toBe(true);
    });
  }

  it("says that a short history was not foretold, and whose people are not known", () => {
    const twin = fitTwin(CASES["two rows"] ?? history([], []));
    expect(twin.backtest).toBeNull();
    expect(twin.verdict.reasons.map(({ code }) => code)).toContain("no_backtest");
    const unknown = fitTwin(CASES["people unknown"] ?? history([], []));
    expect(unknown.cells.every(({ peopleKnown }) => !peopleKnown)).toBe(true);
    expect(fitTwin(CASES["two currencies"] ?? history([], [])).currency).toBeNull();
    expect(fitTwin(CASES["weekly cadence"] ?? history([], [])).periodDays).toBe(7);
  });

  it.each([
    ["no cell", history(AB, [])],
    ["a cell without rows", history(AB, [cell([])])],
    ["one brand", history(["a"], [cell([{ day: 0, people: 10, shares: [1] }])])],
  ])("%s is refused", (_, given) => {
    const call = () => fitTwin(given);
    expect(call).toThrow(CoreError);
    expect(call).toThrow(/at least one cell that chooses between two brands/);
  });

  const whole = CASES["one cell, two brands, prices"] ?? history([], []);
  const [only = cell([])] = whole.cells;
  const withCell = (change: Partial<CellSeries>) => ({ ...whole, cells: [{ ...only, ...change }] });
  const withShare = (share: number) =>
    withCell({ shares: only.shares.map((value, i) => (i === 4 ? share : value)) });
  const withRow = (change: Partial<MarketRow>) => ({
    ...whole,
    market: whole.market.map((row, i) => (i === 3 ? { ...row, ...change } : row)),
  });

  it.each([
    ["a share that is no number", withShare(Number.NaN), "/cells/0/shares/4"],
    ["a negative share", withShare(-0.2), "/cells/0/shares/4"],
    [
      "counts instead of shares",
      withCell({ shares: only.shares.map((x) => 100 * x) }),
      "/shares/0",
    ],
    ["a row of no shares", withCell({ shares: only.shares.map(() => 0) }), "/cells/0/shares/0"],
    ["fewer shares than days", withCell({ shares: only.shares.slice(2) }), "/cells/0"],
    [
      "a day twice",
      withCell({ days: only.days.map((day) => Math.min(day, START + 9)) }),
      "/days/10",
    ],
    ["people below none", withCell({ people: only.people.map(() => -1) }), "/cells/0/people/0"],
    ["a price of nothing", withRow({ price: 0 }), "/market/3/price"],
    ["a price that is no number", withRow({ price: Number.NaN }), "/market/3/price"],
    ["negative units", withRow({ units: -5 }), "/market/3/units"],
    ["a discount in percent", withRow({ discount: 20 }), "/market/3/discount"],
    ["no points at all", withRow({ pointMultiplier: 0 }), "/market/3/pointMultiplier"],
    ["a brand twice", { ...whole, brands: ["a", "a"] }, "/brands"],
  ])("%s is refused with its place", (_, given, place) => {
    expect(() => fitTwin(given)).toThrow(CoreError);
    try {
      fitTwin(given);
    } catch (error) {
      expect((error as CoreError).details[0]?.pointer).toContain(place);
    }
  });

  it.each([0, -3, 1.5, Number.NaN])("periods %d are refused", (periods) => {
    expect(() => fitTwin(whole, { periods })).toThrow(/a whole number from 1/);
  });
});
