import { fitTwin } from "../../src/model/index.js";
import type { CellSeries, History, MarketRow } from "../../src/schema/history.js";
import type { ScenarioInput } from "../../src/schema/scenario.js";
import type { SimulationResult } from "../../src/schema/simulation-result.js";
import type { Twin } from "../../src/schema/twin.js";
import { simulate } from "../../src/simulate/index.js";
import type { PlanOptionsInput } from "../../src/synthetic/index.js";
import { plantedHistory } from "./planted-history.js";

/** A small planted market: one persona in two regions, three brands. */
export const smallHistory = async (options: PlanOptionsInput): Promise<History> =>
  (await plantedHistory({ personas: 1, regions: 2, promotions: false, ...options })).history;

/** A history with its cells' rows changed, or left out where null is given. */
export function withRows(
  history: History,
  change: (
    row: { day: number; at: number; people: number; shares: number[] },
    cell: number,
  ) => {
    people: number;
    shares: number[];
  } | null,
): History {
  const n = history.brands.length;
  const cells = history.cells.map((cell, c): CellSeries => {
    const kept = [...cell.days].flatMap((day, at) => {
      const shares = [...cell.shares.subarray(at * n, (at + 1) * n)];
      const row = change({ day, at, people: cell.people[at] ?? 0, shares }, c);
      return row ? [{ day, ...row }] : [];
    });
    return {
      ...cell,
      days: Int32Array.from(kept, ({ day }) => day),
      people: Float64Array.from(kept, ({ people }) => people),
      shares: Float64Array.from(kept.flatMap(({ shares }) => shares)),
    };
  });
  return { ...history, cells };
}

/** Shares with the first brand's odds times a factor. */
export function lifted(shares: readonly number[], factor: number): number[] {
  const weights = shares.map((share, j) => (j === 0 ? factor * share : share));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The level of the first brand changes for good from the row `at` on. */
export const shiftedFrom = (history: History, at: number, factor = 2.5): History =>
  withRows(history, (row) => ({
    ...row,
    shares: row.at < at ? row.shares : lifted(row.shares, factor),
  }));

/** Every row from `at` on scatters widely, up and down in turns that no condition tells. */
export const scatteredFrom = (history: History, at: number): History =>
  withRows(history, (row, cell) => ({
    ...row,
    shares:
      row.at < at
        ? row.shares
        : lifted(
            row.shares,
            [2, 0.5, 0.6, 1.8, 0.5, 2.2, 1, 0.7][(5 * row.at + 3 * cell) % 8] ?? 1,
          ),
  }));

/** Market rows of a brand with its price changed on some days. */
export const withPrices = (
  history: History,
  brand: string,
  change: (row: MarketRow) => number,
): History => ({
  ...history,
  market: history.market.map((row) =>
    row.brand === brand && row.price !== null ? { ...row, price: row.price * change(row) } : row,
  ),
});

export const codes = ({ verdict }: Pick<SimulationResult | Twin, "verdict">): string[] =>
  verdict.reasons.map(({ code }) => code);

/** A value that a need tells, such as how many more rows. */
export function need({ verdict }: SimulationResult, code: string, name: string): number {
  const found = verdict.needs.find((one) => one.code === code)?.values[name];
  if (typeof found !== "number") throw new Error(`no ${name} in a need ${code}`);
  return found;
}

/** Fits a history and asks it; a price change of the first brand by 2 % unless told. */
export function asked(
  history: History,
  input: ScenarioInput = {},
  options: Parameters<typeof fitTwin>[1] = {},
): SimulationResult {
  const brand = history.brands[0] ?? "";
  const interventions = [{ type: "price_change" as const, price: { [brand]: 1.02 } }];
  return simulate(fitTwin(history, options), {
    interventions,
    draws: 20,
    durationDays: 7,
    ...input,
  });
}
