import type { CellSeries } from "../schema/history.js";
import type { Scanned } from "./scan-behaviour.js";
import { ShareSum } from "./share-sum.js";

/** Rows of one cell in order of day, gathered as numbers: a day's rows become one when the next day begins. */
export class CellBuffer {
  readonly #cell: { readonly persona: string; readonly region: string };
  readonly #namesOf: (brandSet: number) => readonly string[];
  readonly #brandIndex = new Map<string, number>();
  readonly #days: number[] = [];
  readonly #people: number[] = [];
  /** Where each day's entries begin in `#columns` and `#shares`. */
  readonly #starts: number[] = [];
  readonly #columns: number[] = [];
  readonly #shares: number[] = [];
  #day = Number.NaN;
  #sum = new ShareSum();

  constructor(
    cell: { readonly persona: string; readonly region: string },
    namesOf: (brandSet: number) => readonly string[],
  ) {
    this.#cell = cell;
    this.#namesOf = namesOf;
  }

  add(row: Scanned): void {
    if (row.day !== this.#day) this.#closeDay();
    this.#day = row.day;
    this.#sum.add(this.#namesOf(row.brands), row.shares, row.people);
  }

  /** Closes the last day. @returns every brand of the cell */
  finish(): Iterable<string> {
    this.#closeDay();
    return this.#brandIndex.keys();
  }

  /** The cell's columns, after `finish`. */
  series(brands: readonly string[]): CellSeries {
    const place = new Map(brands.map((brand, i) => [brand, i]));
    const columnOf = [...this.#brandIndex.keys()].map((brand) => place.get(brand) ?? 0);
    const shares = new Float64Array(this.#days.length * brands.length);
    for (let row = 0; row < this.#days.length; row++) {
      const end = this.#starts[row + 1] ?? this.#shares.length;
      for (let entry = this.#starts[row] ?? 0; entry < end; entry++) {
        const column = columnOf[this.#columns[entry] ?? 0] ?? 0;
        shares[row * brands.length + column] = this.#shares[entry] ?? 0;
      }
    }
    return {
      ...this.#cell,
      days: Int32Array.from(this.#days),
      people: Float64Array.from(this.#people),
      shares,
    };
  }

  #closeDay(): void {
    const sum = this.#sum;
    if (sum.rows === 0) return;
    this.#days.push(this.#day);
    this.#people.push(sum.peopleKnown ? sum.people : Number.NaN);
    this.#starts.push(this.#shares.length);
    for (const brand of sum.brands) {
      let index = this.#brandIndex.get(brand);
      if (index === undefined) {
        index = this.#brandIndex.size;
        this.#brandIndex.set(brand, index);
      }
      this.#columns.push(index);
      this.#shares.push(sum.meanOfDay(brand));
    }
    this.#sum = new ShareSum();
  }
}
