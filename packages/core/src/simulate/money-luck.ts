import { square } from "../math/index.js";
import { meanFactor } from "../model/twin/luck.js";
import type { TwinCell } from "../schema/twin.js";
import type { CellOutcome } from "./cell-outcome.js";
import type { Columns } from "./columns.js";
import { createLuckTable } from "./luck-table.js";
import { planRun } from "./plan.js";
import type { PreparedRun } from "./prepare-run.js";

/** Standard deviations of money's luck, in currency. */
export interface MoneyLuck {
  readonly baseline: number;
  readonly change: number;
  /** Of each brand's change. */
  readonly byBrand: readonly number[];
}

/**
 * Adds up the luck of a run's money, cell by cell.
 *
 * Who buys which brand is luck of each cell by itself; how much of the category is bought is luck that all cells of a
 * region share. What a unit costs, or a person spends in a month, is taken as it is.
 */
export function createMoneyLuck({ twin, scenario, brands }: PreparedRun): {
  add(cell: TwinCell, outcome: CellOutcome): void;
  total(): MoneyLuck;
} {
  const plan = planRun(scenario, twin.periodDays);
  const luckOf = createLuckTable(twin, plan);
  const n = brands.length;
  const units = twin.luck?.units ?? null;
  const perMean = meanFactor(
    plan.steps.map((step) => step.days),
    0,
  );
  const regions = new Map<string, { baseline: Float64Array; change: Float64Array }>();
  const sum = { baseline: 0, change: 0, byBrand: new Float64Array(n) };
  return {
    add(cell, { revenue, baselineRevenue, results, baseline }) {
      if (!revenue || !baselineRevenue) return;
      const { mean, people } = luckOf(cell);
      const shares = brands.map((brand) => baseline[brand]!);
      const moves = brands.map((brand, j) => results[brand]! - shares[j]!);
      const before = brands.map((_, j) => perShare(baselineRevenue[j]![0]!, shares[j]!));
      const after = brands.map((brand, j) => perShare(revenue[j]![0]!, results[brand]!));
      const dearer = after.map((value, j) => value - before[j]!);
      sum.baseline += mean * mixVariance(before, shares);
      sum.change += people * moveVariance(after, moves) + mean * mixVariance(dearer, shares);
      for (let j = 0; j < n; j++) {
        const moved = Math.abs(moves[j]!);
        sum.byBrand[j]! +=
          people * square(after[j]!) * moved * (1 - moved) +
          mean * square(dearer[j]!) * shares[j]! * (1 - shares[j]!);
      }
      const region = regions.get(cell.region) ?? {
        baseline: new Float64Array(n),
        change: new Float64Array(n),
      };
      regions.set(cell.region, region);
      addEstimates(region.baseline, baselineRevenue);
      for (let j = 0; j < n; j++) region.change[j]! += revenue[j]![0]! - baselineRevenue[j]![0]!;
    },
    total() {
      for (const [name, { baseline, change }] of regions) {
        const variance =
          units === null
            ? countVariance(twin.cells, { region: name, days: scenario.durationDays })
            : square(units) * perMean;
        sum.baseline += variance * square(total(baseline));
        sum.change += variance * square(total(change));
        for (let j = 0; j < n; j++) sum.byBrand[j]! += variance * square(change[j]!);
      }
      return {
        baseline: Math.sqrt(sum.baseline),
        change: Math.sqrt(sum.change),
        byBrand: Array.from(sum.byBrand, Math.sqrt),
      };
    },
  };
}

/** Money per unit of share; a brand that sells nothing tells none. */
const perShare = (money: number, share: number): number => (share > 0 ? money / share : 0);

function total(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function addEstimates(sums: Float64Array, columns: Columns): void {
  columns.forEach((column, j) => {
    sums[j]! += column[0]!;
  });
}

/** Variance of what one person is worth who is drawn by `shares`. */
function mixVariance(worth: readonly number[], shares: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  worth.forEach((value, j) => {
    mean += value * shares[j]!;
    squares += value * value * shares[j]!;
  });
  return Math.max(0, squares - mean * mean);
}

/**
 * Variance of what moving is worth, over one person: those who leave go to the brands that gain, in proportion.
 *
 * `Σ flow (w_to − w_from)² − (Σ Δ w)²` with flows `gain · loss / Σ gains`.
 */
function moveVariance(worth: readonly number[], moves: readonly number[]): number {
  let flow = 0;
  let squares = 0;
  let gained = 0;
  let lost = 0;
  moves.forEach((move, j) => {
    const value = worth[j]!;
    squares += Math.abs(move) * value * value;
    if (move > 0) {
      flow += move;
      gained += move * value;
    } else lost -= move * value;
  });
  if (flow === 0) return 0;
  const mean = gained - lost;
  return Math.max(0, squares - (2 * gained * lost) / flow - mean * mean);
}

/** Relative variance of a region's units as of a count; 0 where no units are known. */
function countVariance(
  cells: readonly TwinCell[],
  { region, days }: { region: string; days: number },
): number {
  let units = 0;
  for (const cell of cells) if (cell.region === region) units += (cell.unitsPerDay ?? 0) * days;
  return units > 0 ? 1 / Math.max(1, units) : 0;
}
