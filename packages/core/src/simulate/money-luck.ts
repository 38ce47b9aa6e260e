import { square } from "../math/index.js";
import type { Parameter } from "../schema/parameter.js";
import type { TwinCell } from "../schema/twin.js";
import { type AmountLuck, type CellChoice, createAmountLuck } from "./amount-luck.js";
import type { CellMoney } from "./cell-money.js";
import type { PreparedRun } from "./prepare-run.js";

/** Luck of a run's money, in currency, and of its units; null where the amount itself is not told. */
export interface MoneyLuck {
  readonly revenue: AmountLuck;
  readonly units: AmountLuck | null;
  /** Of the brands whose margin is known. */
  readonly grossProfit: AmountLuck | null;
  /** Of what brands give back beside their price; its change is all of it, since the baseline gives nothing. */
  readonly cost: AmountLuck | null;
}

type Adder = ReturnType<typeof createAmountLuck>;

/**
 * Adds up the luck of a run's money, cell by cell.
 *
 * What a unit costs and earns, or a person spends in a month, is taken as it is.
 */
export function createMoneyLuck({ twin, scenario, brands, margins }: PreparedRun): {
  add(cell: CellChoice, money: CellMoney): void;
  total(): MoneyLuck;
} {
  const n = brands.length;
  const kept = margins.map(marginAt);
  const revenue = createAmountLuck(n);
  const grossProfit = margins.some((margin) => margin !== null) ? createAmountLuck(n) : null;
  let units: Adder | null = createAmountLuck(n);
  let cost: Adder | null = null;
  let perPeriod = 0;
  const amounts = { before: new Float64Array(n), after: new Float64Array(n) };
  const { before, after } = amounts;
  return {
    add(cell, { sales, worth, unitsPerDay, at = 0 }) {
      ({ perPeriod } = cell.luck);
      const { sold, received, baseline, given } = sales;
      for (let j = 0; j < n; j++) {
        before[j] = baseline[j]![at]! * worth[j]!;
        after[j] = received[j]![at]! * worth[j]!;
      }
      revenue.add(cell, amounts);
      if (grossProfit) {
        for (let j = 0; j < n; j++) {
          const goods = 1 - kept[j]!;
          const isKnown = margins[j] !== null;
          after[j] = isKnown ? after[j]! - goods * (sold[j]![at]! * worth[j]!) : 0;
          before[j] = isKnown ? before[j]! - goods * before[j]! : 0;
        }
        grossProfit.add(cell, amounts);
      }
      if (unitsPerDay === null) units = null;
      else if (units) {
        for (let j = 0; j < n; j++) {
          before[j] = baseline[j]![at]! * unitsPerDay;
          after[j] = sold[j]![at]! * unitsPerDay;
        }
        units.add(cell, amounts);
      }
      if (given.every((column) => column === null)) return;
      cost ??= createAmountLuck(n);
      before.fill(0);
      for (let j = 0; j < n; j++) after[j] = (given[j]?.[at] ?? 0) * worth[j]!;
      cost.add(cell, amounts);
    },
    total() {
      const spread = twin.luck?.units ?? null;
      const counts = spread === null ? countVariances(twin.cells, scenario.durationDays) : null;
      const relative = (region: string) =>
        counts ? (counts.get(region) ?? 0) : square(spread ?? 0) * perPeriod;
      return {
        revenue: revenue.total(relative),
        units: units?.total(relative) ?? null,
        grossProfit: grossProfit?.total(relative) ?? null,
        cost: cost?.total(relative) ?? null,
      };
    },
  };
}

/** A margin as the estimate has it; 0 where nobody said. */
const marginAt = (margin: Parameter | null): number =>
  margin ? Math.min(1, Math.max(0, margin.value)) : 0;

/** Relative variance of each region's units as of a count; 0 where no units are known. */
function countVariances(cells: readonly TwinCell[], days: number): Map<string, number> {
  const units = new Map<string, number>();
  for (const { region, unitsPerDay } of cells) {
    units.set(region, (units.get(region) ?? 0) + (unitsPerDay ?? 0) * days);
  }
  for (const [region, sold] of units) units.set(region, sold > 0 ? 1 / Math.max(1, sold) : 0);
  return units;
}
