import { square } from "../math/index.js";
import type { RunLuck } from "./luck-table.js";

/** Standard deviations of an amount's luck, in its own unit. */
export interface AmountLuck {
  readonly baseline: number;
  readonly change: number;
  /** Of each brand's change. */
  readonly byBrand: Float64Array;
}

/** How a cell's people choose, at the estimates. */
export interface CellChoice {
  readonly region: string;
  readonly shares: { readonly result: readonly number[]; readonly baseline: readonly number[] };
  readonly luck: RunLuck;
}

/** An amount of a region by brand, at the estimates. */
interface RegionAmount {
  readonly baseline: Float64Array;
  readonly change: Float64Array;
}

/**
 * Adds up the luck of an amount that people make by what they choose, such as money or units, cell by cell.
 *
 * Who buys which brand is luck of each cell by itself; how much of the category is bought is luck that all cells of a
 * region share.
 */
export function createAmountLuck(brands: number): {
  /** @param amounts - by brand, without the interventions and with them */
  add(
    cell: CellChoice,
    amounts: { readonly before: Float64Array; readonly after: Float64Array },
  ): void;
  /** @param unitsVariance - relative variance of how much a region buys over the horizon */
  total(unitsVariance: (region: string) => number): AmountLuck;
} {
  const row = () => new Float64Array(brands);
  const regions = new Map<string, RegionAmount>();
  const [perShareBefore, perShareAfter, byBrand] = [row(), row(), row()];
  // Of the baseline, and of the change.
  const variance = new Float64Array(2);
  return {
    add({ region, shares: { result, baseline }, luck: { mean, people } }, { before, after }) {
      const sums = regionOf(regions, { region, brands });
      const surveys = mean - people;
      for (let j = 0; j < brands; j++) {
        const x = baseline[j]!;
        const y = result[j]!;
        const b = x > 0 ? before[j]! / x : 0;
        const a = y > 0 ? after[j]! / y : 0;
        const dearer = square(a - b);
        // Of this brand alone: those who stay, those who come or go, and the mean of all.
        const moved = y > x ? (y - x) * square(a) : (x - y) * square(b);
        const one = Math.min(x, y) * dearer + moved - square(y * a - x * b);
        perShareBefore[j] = b;
        perShareAfter[j] = a;
        sums.baseline[j]! += before[j]!;
        sums.change[j]! += after[j]! - before[j]!;
        byBrand[j]! += people * Math.max(0, one) + surveys * dearer * x * (1 - x);
      }
      variance[0]! += mean * mixVariance(perShareBefore, baseline);
      variance[1]! +=
        people * changeVariance(perShareBefore, perShareAfter, { baseline, result }) +
        surveys * dearerVariance(perShareBefore, perShareAfter, baseline);
    },
    total(unitsVariance) {
      for (const [region, { baseline, change }] of regions) {
        const relative = unitsVariance(region);
        variance[0]! += relative * square(total(baseline));
        variance[1]! += relative * square(total(change));
        for (let j = 0; j < brands; j++) byBrand[j]! += relative * square(change[j]!);
      }
      for (let j = 0; j < brands; j++) byBrand[j] = Math.sqrt(byBrand[j]!);
      return { baseline: Math.sqrt(variance[0]!), change: Math.sqrt(variance[1]!), byBrand };
    },
  };
}

function regionOf(
  regions: Map<string, RegionAmount>,
  { region, brands }: { region: string; brands: number },
): RegionAmount {
  const known = regions.get(region);
  if (known) return known;
  const made = { baseline: new Float64Array(brands), change: new Float64Array(brands) };
  regions.set(region, made);
  return made;
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Variance of what one person is worth who is drawn by `shares`. */
function mixVariance(worth: Float64Array, shares: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  for (let j = 0; j < worth.length; j++) {
    mean += worth[j]! * shares[j]!;
    squares += worth[j]! * worth[j]! * shares[j]!;
  }
  return Math.max(0, squares - mean * mean);
}

/** The same of what it is worth to whoever stays that amounts differ. */
function dearerVariance(
  before: Float64Array,
  after: Float64Array,
  shares: readonly number[],
): number {
  let mean = 0;
  let squares = 0;
  for (let j = 0; j < before.length; j++) {
    const dearer = after[j]! - before[j]!;
    mean += dearer * shares[j]!;
    squares += dearer * dearer * shares[j]!;
  }
  return Math.max(0, squares - mean * mean);
}

/**
 * Variance of what one person is worth after, less before: those who leave go to the brands that gain, in proportion.
 *
 * `Σ stay (a − b)² + Σ flow (a_to − b_from)² − (Σ y a − Σ x b)²` with flows `gain · loss / Σ gains`.
 */
function changeVariance(
  before: Float64Array,
  after: Float64Array,
  { baseline, result }: CellChoice["shares"],
): number {
  let squares = 0;
  let mean = 0;
  let flow = 0;
  let gained = 0;
  let lost = 0;
  for (let j = 0; j < before.length; j++) {
    const b = before[j]!;
    const a = after[j]!;
    const x = baseline[j]!;
    const y = result[j]!;
    const move = y - x;
    mean += y * a - x * b;
    squares += Math.min(x, y) * (a - b) * (a - b);
    if (move > 0) {
      flow += move;
      gained += move * a;
      squares += move * a * a;
    } else {
      lost -= move * b;
      squares -= move * b * b;
    }
  }
  const crossed = flow > 0 ? (2 * gained * lost) / flow : 0;
  return Math.max(0, squares - crossed - mean * mean);
}
