import { square } from "../math/index.js";
import type { TwinCell } from "../schema/twin.js";
import type { CellMoney } from "./cell-money.js";
import type { CellOutcome } from "./cell-outcome.js";
import type { PreparedRun } from "./prepare-run.js";

/** Standard deviations of money's luck, in currency. */
export interface MoneyLuck {
  readonly baseline: number;
  readonly change: number;
  /** Of each brand's change. */
  readonly byBrand: Float64Array;
}

/** Revenue of a region by brand, at the estimates. */
interface RegionMoney {
  readonly name: string;
  readonly baseline: Float64Array;
  readonly change: Float64Array;
}

/**
 * Adds up the luck of a run's money, cell by cell.
 *
 * Who buys which brand is luck of each cell by itself; how much of the category is bought is luck that all cells of a
 * region share. What a unit costs, or a person spends in a month, is taken as it is.
 */
export function createMoneyLuck({ twin, scenario, brands }: PreparedRun): {
  add(cell: TwinCell, money: CellMoney, outcome: CellOutcome): void;
  total(): MoneyLuck;
} {
  const n = brands.length;
  const units = twin.luck?.units ?? null;
  const regions = new Map<string, RegionMoney>();
  const byBrand = new Float64Array(n);
  const row = () => new Float64Array(n);
  const [shares, moves, before, after, dearer] = [row(), row(), row(), row(), row()];
  let baselineVariance = 0;
  let changeVariance = 0;
  let perPeriod = 0;
  return {
    add({ region }, { sales, worth, at = 0 }, { results, baseline, runLuck }) {
      const { mean, people } = runLuck;
      perPeriod = runLuck.perPeriod;
      const sums = regionOf(regions, { name: region, brands: n });
      for (let j = 0; j < n; j++) {
        const money = sales.received[j]![at]! * worth[j]!;
        const moneyBefore = sales.baseline[j]![at]! * worth[j]!;
        const [share, result] = [baseline[brands[j]!]!, results[brands[j]!]!];
        shares[j] = share;
        moves[j] = result - share;
        before[j] = perShare(moneyBefore, share);
        after[j] = perShare(money, result);
        dearer[j] = after[j]! - before[j]!;
        sums.baseline[j]! += moneyBefore;
        sums.change[j]! += money - moneyBefore;
        const moved = Math.abs(result - share);
        byBrand[j]! +=
          people * square(after[j]!) * moved * (1 - moved) +
          mean * square(dearer[j]!) * share * (1 - share);
      }
      baselineVariance += mean * mixVariance(before, shares);
      changeVariance += people * moveVariance(after, moves) + mean * mixVariance(dearer, shares);
    },
    total() {
      const counts = units === null ? countVariances(twin.cells, scenario.durationDays) : null;
      for (const { name, baseline, change } of regions.values()) {
        const variance = counts ? (counts.get(name) ?? 0) : square(units ?? 0) * perPeriod;
        baselineVariance += variance * square(total(baseline));
        changeVariance += variance * square(total(change));
        for (let j = 0; j < n; j++) byBrand[j]! += variance * square(change[j]!);
      }
      for (let j = 0; j < n; j++) byBrand[j] = Math.sqrt(byBrand[j]!);
      return { baseline: Math.sqrt(baselineVariance), change: Math.sqrt(changeVariance), byBrand };
    },
  };
}

function regionOf(
  regions: Map<string, RegionMoney>,
  { name, brands }: { name: string; brands: number },
): RegionMoney {
  const known = regions.get(name);
  if (known) return known;
  const made = { name, baseline: new Float64Array(brands), change: new Float64Array(brands) };
  regions.set(name, made);
  return made;
}

/** Money per unit of share; a brand that sells nothing tells none. */
const perShare = (money: number, share: number): number => (share > 0 ? money / share : 0);

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Variance of what one person is worth who is drawn by `shares`. */
function mixVariance(worth: Float64Array, shares: Float64Array): number {
  let mean = 0;
  let squares = 0;
  for (let j = 0; j < worth.length; j++) {
    mean += worth[j]! * shares[j]!;
    squares += worth[j]! * worth[j]! * shares[j]!;
  }
  return Math.max(0, squares - mean * mean);
}

/**
 * Variance of what moving is worth, over one person: those who leave go to the brands that gain, in proportion.
 *
 * `Σ flow (w_to − w_from)² − (Σ Δ w)²` with flows `gain · loss / Σ gains`.
 */
function moveVariance(worth: Float64Array, moves: Float64Array): number {
  let flow = 0;
  let squares = 0;
  let gained = 0;
  let lost = 0;
  for (let j = 0; j < worth.length; j++) {
    const value = worth[j]!;
    const move = moves[j]!;
    squares += Math.abs(move) * value * value;
    if (move > 0) {
      flow += move;
      gained += move * value;
    } else lost -= move * value;
  }
  if (flow === 0) return 0;
  const mean = gained - lost;
  return Math.max(0, squares - (2 * gained * lost) / flow - mean * mean);
}

/** Relative variance of each region's units as of a count; 0 where no units are known. */
function countVariances(cells: readonly TwinCell[], days: number): Map<string, number> {
  const units = new Map<string, number>();
  for (const { region, unitsPerDay } of cells) {
    units.set(region, (units.get(region) ?? 0) + (unitsPerDay ?? 0) * days);
  }
  for (const [region, sold] of units) units.set(region, sold > 0 ? 1 / Math.max(1, sold) : 0);
  return units;
}
