import { describe, expect, it } from "vitest";
import { fitTwin } from "../../src/model/index.js";
import type { CellSeries, History, MarketRow } from "../../src/schema/history.js";
import { Twin } from "../../src/schema/twin.js";
import { simulate } from "../../src/simulate/index.js";
import { marketRow } from "./market-row.js";

const START = 20_500;
const BRANDS = ["a", "b", "c"];
const UNITS = { a: 100, b: 60, c: 40 };

const days = (count: number, every = 1) => Array.from({ length: count }, (_, i) => i * every);

/** Shares of a day, none of whom is not `sold`; a's moves a little. */
const sharesOf = (day: number, sold: readonly string[]) => {
  const weights = BRANDS.map((brand, j) =>
    sold.includes(brand) ? ([0.5 + 0.05 * Math.sin(day), 0.3, 0.2][j] ?? 0) : 0,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};

const cell = (
  region: string,
  surveys: readonly number[],
  sold: (day: number) => string[],
): CellSeries => ({
  persona: "P",
  region,
  days: Int32Array.from(surveys, (day) => START + day),
  people: new Float64Array(surveys.length).fill(400),
  shares: Float64Array.from(surveys.flatMap((day) => sharesOf(day, sold(day)))),
});

const market = (
  region: string,
  list: readonly number[],
  sold: (day: number) => string[],
): MarketRow[] =>
  list.flatMap((day) =>
    sold(day).map((brand) =>
      marketRow({
        day: START + day,
        region,
        brand,
        price: 30 * (1 + 0.1 * ((Math.floor(day / 4) * 7 + brand.charCodeAt(0)) % 5)),
        units: UNITS[brand as keyof typeof UNITS],
      }),
    ),
  );

const history = (cells: CellSeries[], rows: MarketRow[]): History => ({
  brands: BRANDS,
  cells,
  market: rows,
  conditions: [],
  demo: false,
  digest: "0".repeat(64),
});

const all = () => BRANDS;
const moneyOf = (twin: Twin) => simulate(twin, { durationDays: 10, draws: 50 }).money;

describe("units of a region", () => {
  it.each([1, 2, 5, 6, 7])(
    "are those of a whole week where the market tells %i days of the last one",
    (told) => {
      const surveys = days(20, 7);
      const twin = fitTwin(
        history([cell("R", surveys, all)], market("R", days(19 * 7 + told), all)),
      );
      expect(twin.periodDays).toBe(7);
      expect(Math.abs((twin.cells[0]?.unitsPerDay ?? 0) - 200)).toBeLessThan(2);
    },
  );

  it("are those of a week where it has a record of its own, whatever its day", () => {
    const surveys = days(20, 7);
    for (const late of [0, 4]) {
      const weekly = surveys.map((day) => day + late);
      const twin = fitTwin(history([cell("R", surveys, all)], market("R", weekly, all)));
      expect(twin.cells[0]?.unitsPerDay).toBeCloseTo(200 / 7, 9);
    }
  });

  it.each([
    ["every week", (week: number) => week >= 0],
    ["in most weeks", (week: number) => week % 5 !== 3],
  ])("are those of a day where records come %s and surveys every four days", (_, isTold) => {
    const weeks = days(30).filter(isTold);
    const rows = market(
      "R",
      weeks.map((week) => 7 * week),
      all,
    );
    const twin = fitTwin(history([cell("R", days(52, 4), all)], rows));
    expect(twin.periodDays).toBe(4);
    expect(twin.cells[0]?.unitsPerDay).toBeCloseTo(200 / 7, 9);
  });

  it("are known where a brand is sold elsewhere only, and so is the money", () => {
    const list = days(40);
    const two = () => ["a", "b"];
    const twin = Twin.parse(
      fitTwin(
        history(
          [cell("East", list, all), cell("West", list, two)],
          [...market("East", list, all), ...market("West", list, two)],
        ),
      ),
    );
    expect(twin.cells.map(({ absent }) => absent)).toEqual([undefined, ["c"]]);
    expect(twin.cells.map(({ unitsPerDay }) => Math.round(unitsPerDay ?? 0))).toEqual([200, 160]);
    expect(moneyOf(twin)?.units?.baseline.value).toBeCloseTo(3600, -1);
    const west = simulate(twin, { region: "West", durationDays: 10, draws: 0 }).money;
    expect(west?.units?.byBrand.c?.baseline).toBeLessThan(1);
    expect(west?.byBrand.c?.baseline).toBeGreaterThan(0);
  });

  it("are known again once a brand has left, and before one enters", () => {
    const list = days(120);
    const changing = (day: number) => [
      "a",
      ...(day < 40 ? ["b"] : []),
      ...(day >= 70 ? ["c"] : []),
    ];
    const twin = fitTwin(history([cell("R", list, changing)], market("R", list, changing)));
    expect(twin.cells[0]?.absent).toEqual(["b"]);
    expect(twin.cells[0]?.unitsPerDay).not.toBeNull();
    expect(twin.incidence.origin.kind).toBe("estimated");
  });

  it("stay unknown where people choose a brand of which no record tells", () => {
    const list = days(40);
    const two = () => ["a", "b"];
    const twin = fitTwin(history([cell("R", list, all)], market("R", list, two)));
    expect(twin.cells[0]?.absent).toBeUndefined();
    expect(twin.cells[0]?.unitsPerDay).toBeNull();
    expect(moneyOf(twin)).toBeNull();
  });
});

it("a brand that nobody chooses may be a little, not everything", () => {
  const list = days(100);
  const twin = fitTwin(history([cell("R", list, () => ["a"])], market("R", list, all)));
  const { bands, money } = simulate(twin, {
    interventions: [{ type: "price_change", price: { a: 1.05 } }],
  });
  for (const brand of ["b", "c"]) {
    expect(bands.P_R?.[brand]?.p97_5).toBeGreaterThan(0);
    expect(bands.P_R?.[brand]?.p97_5).toBeLessThan(0.01);
  }
  expect(bands.P_R?.a?.p2_5).toBeGreaterThan(0.98);
  expect(money?.units?.baseline.band?.p2_5).toBeGreaterThan(0);
});
