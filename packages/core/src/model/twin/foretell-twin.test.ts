import { beforeAll, describe, expect, it } from "vitest";
import { plantedHistory } from "../../../test/twin/planted-history.js";
import { digest } from "../../math/index.js";
import type { History, MarketRow } from "../../schema/history.js";
import { learnTwin, type TwinFit } from "./fit-twin.js";
import { foretellTwin } from "./foretell-twin.js";

const KNOWN = 50;
const AHEAD = 14;

let whole: History;
let fit: TwinFit;
let from = 0;

const until = (history: History, day: number): History => ({
  ...history,
  cells: history.cells.map((cell) => {
    const rows = cell.days.filter((one) => one < day).length;
    return {
      ...cell,
      days: cell.days.subarray(0, rows),
      people: cell.people.subarray(0, rows),
      shares: cell.shares.subarray(0, rows * history.brands.length),
    };
  }),
  market: history.market.filter((row) => row.day < day),
  conditions: history.conditions.filter((row) => row.day < day),
});

const withMarket = (change: (row: MarketRow) => Partial<MarketRow>): History => ({
  ...whole,
  market: whole.market.map((row) => (row.day < from ? row : { ...row, ...change(row) })),
});

beforeAll(async () => {
  const options = { personas: 1, regions: 2, brands: 2, days: KNOWN + AHEAD, seed: 5 };
  ({ history: whole } = await plantedHistory(options));
  from = (whole.cells[0]?.days[0] ?? 0) + KNOWN;
  fit = learnTwin(until(whole, from));
});

describe("foretellTwin", () => {
  it("tells every period after the fit, cell by cell, as shares that sum to 1", () => {
    const told = foretellTwin(fit, whole);
    expect(told.days).toStrictEqual(Array.from({ length: AHEAD }, (_, t) => from + t));
    expect(told.cells.map(({ key }) => key)).toStrictEqual(fit.twin.cells.map(({ key }) => key));
    for (const { share, units } of told.cells) {
      expect(share).toHaveLength(AHEAD);
      for (const period of share) {
        expect(period.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
        for (const { value, band, forecast } of period) {
          expect(band?.p10).toBeLessThanOrEqual(value);
          expect(forecast?.p2_5).toBeLessThanOrEqual(band?.p2_5 ?? 0);
          expect(forecast?.p97_5).toBeGreaterThanOrEqual(band?.p97_5 ?? 1);
        }
      }
      for (const period of units ?? []) {
        for (const { value, forecast } of period) {
          expect(value).toBeGreaterThan(0);
          expect(forecast?.p2_5).toBeGreaterThan(0);
        }
      }
    }
  });

  it("looks at no share and no unit after the fit", () => {
    const blind = withMarket(() => ({ units: null }));
    const cells = until(whole, from).cells;
    expect(digest(foretellTwin(fit, { ...blind, cells }))).toBe(digest(foretellTwin(fit, whole)));
  });

  it("takes a planned row for what will be", () => {
    const planned = withMarket(() => ({ planned: true, units: null }));
    expect(digest(foretellTwin(fit, planned))).toBe(digest(foretellTwin(fit, whole)));
  });

  it("foretells more of a brand that will be cheaper, from its first day on", () => {
    const [brand = ""] = whole.brands;
    const cheaper = withMarket((row) =>
      row.brand === brand && row.day >= from + 3 ? { price: 0.8 * (row.price ?? 1) } : {},
    );
    const [before, after] = [foretellTwin(fit, whole), foretellTwin(fit, cheaper)];
    const at = (told: typeof before, t: number) => told.cells[0]?.share[t]?.[0]?.value ?? 0;
    expect(at(after, 2)).toBe(at(before, 2));
    expect(at(after, 9)).toBeGreaterThan(at(before, 9) + 0.02);
  });

  it("tells as many periods as are asked for, and none where nothing is later", () => {
    expect(foretellTwin(fit, whole, { periods: 3 }).days).toHaveLength(3);
    expect(foretellTwin(fit, until(whole, from)).days).toHaveLength(0);
    const beyond = foretellTwin(fit, until(whole, from), { periods: 5 });
    expect(beyond.cells[0]?.share).toHaveLength(5);
  });

  it.each([-1, 1.5, Number.NaN])("refuses %d periods", (periods) => {
    expect(() => foretellTwin(fit, whole, { periods })).toThrow("periods to foretell");
  });

  it("knows no units where the market rows don't", () => {
    const none = { ...whole, market: whole.market.map((row) => ({ ...row, units: null })) };
    expect(foretellTwin(fit, none).cells.map(({ units }) => units)).toStrictEqual([null, null]);
  });
});
