import type { CellSeries } from "../schema/history.js";
import type { Scanned } from "./scan-behaviour.js";
import { ShareSum } from "./share-sum.js";

/** A cell whose rows have all been seen: shares row by row, in the order of its own brands. */
export interface ClosedCell {
  readonly persona: string;
  readonly region: string;
  readonly brands: readonly string[];
  readonly days: Int32Array;
  readonly people: Float64Array;
  readonly shares: Float64Array;
}

/** What a day has seen: as long as that is one row, the row itself, which is all there is to it most often. */
interface Day {
  readonly day: number;
  readonly brands: readonly string[];
  readonly shares: readonly number[];
  readonly people: number | null;
  sum: ShareSum | null;
}

/** Rows of one cell in order of day, gathered as numbers: a day's rows become one when the next day begins. */
export class CellBuffer {
  readonly #cell: { readonly persona: string; readonly region: string };
  readonly #brandIndex = new Map<string, number>();
  readonly #days: number[] = [];
  readonly #people: number[] = [];
  /** Where each day's entries end in `#columns` and `#shares`. */
  readonly #ends: number[] = [];
  readonly #columns: number[] = [];
  readonly #shares: number[] = [];
  #open: Day | null = null;

  constructor(cell: { readonly persona: string; readonly region: string }) {
    this.#cell = cell;
  }

  /** @param brands - names of the row's brands */
  add({ day, shares, people }: Scanned, brands: readonly string[]): void {
    if (this.#open?.day === day) {
      this.#open.sum ??= sumOf(this.#open);
      this.#open.sum.add(brands, shares, people);
      return;
    }
    this.#closeDay();
    this.#open = { day, brands, shares: [...shares], people, sum: null };
  }

  /** Closes the last day and lays the rows out in columns. */
  close(): ClosedCell {
    this.#closeDay();
    const width = this.#brandIndex.size;
    const shares = new Float64Array(this.#days.length * width);
    let entry = 0;
    for (let row = 0; row < this.#days.length; row++) {
      for (const end = this.#ends[row] ?? 0; entry < end; entry++) {
        shares[row * width + (this.#columns[entry] ?? 0)] = this.#shares[entry] ?? 0;
      }
    }
    return {
      ...this.#cell,
      brands: [...this.#brandIndex.keys()],
      days: Int32Array.from(this.#days),
      people: Float64Array.from(this.#people),
      shares,
    };
  }

  #closeDay(): void {
    const open = this.#open;
    if (open === null) return;
    const { day, sum } = open;
    this.#days.push(day);
    if (sum === null) {
      this.#people.push(open.people ?? Number.NaN);
      open.brands.forEach((brand, i) => {
        this.#entry(brand, open.shares[i] ?? 0);
      });
    } else {
      this.#people.push(sum.peopleKnown ? sum.people : Number.NaN);
      for (const brand of sum.brands) this.#entry(brand, sum.mean(brand));
    }
    this.#ends.push(this.#shares.length);
  }

  #entry(brand: string, share: number): void {
    let index = this.#brandIndex.get(brand);
    if (index === undefined) {
      index = this.#brandIndex.size;
      this.#brandIndex.set(brand, index);
    }
    this.#columns.push(index);
    this.#shares.push(share);
  }
}

function sumOf({ brands, shares, people }: Day): ShareSum {
  const sum = new ShareSum();
  sum.add(brands, shares, people);
  return sum;
}

/** A closed cell with a share of each of these brands in each row, 0 where a row does not name one. */
export function seriesOf(
  { brands: own, persona, region, days, people, shares }: ClosedCell,
  brands: readonly string[],
): CellSeries {
  if (own.length === brands.length && own.every((brand, i) => brand === brands[i])) {
    return { persona, region, days, people, shares };
  }
  const places = own.map((brand) => brands.indexOf(brand));
  const spread = new Float64Array(days.length * brands.length);
  for (let row = 0; row < days.length; row++) {
    places.forEach((place, i) => {
      spread[row * brands.length + place] = shares[row * own.length + i] ?? 0;
    });
  }
  return { persona, region, days, people, shares: spread };
}
