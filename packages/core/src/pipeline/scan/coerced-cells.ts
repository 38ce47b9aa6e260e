const NONE: readonly string[] = [];
/** Lists that are remembered; tables have few. */
const MOST_LISTS = 4096;

/** What is noted of the cells of a row that were read as numbers, or as yes or no: the same list for the same cells. */
export class CoercedCells {
  readonly #repairs: readonly string[];
  readonly #present: Uint8Array;
  readonly #known = new Map<string, readonly string[]>();
  #changed = true;
  #last = NONE;

  /** @param repairs - of all columns of which any are noted, in the order in which they are */
  constructor(repairs: readonly string[]) {
    this.#repairs = repairs;
    this.#present = new Uint8Array(repairs.length);
  }

  /** Says of this row whether it has a cell; each is told of each row. */
  tell(repair: number, present: boolean): void {
    const now = Number(present);
    if (this.#present[repair] === now) return;
    this.#present[repair] = now;
    this.#changed = true;
  }

  /** The list of a row of which all cells were told. */
  list(): readonly string[] {
    if (!this.#changed) return this.#last;
    this.#changed = false;
    const key = this.#present.join("");
    const known = this.#known.get(key);
    this.#last = known ?? this.#repairs.filter((_, at) => this.#present[at] === 1);
    if (known === undefined) {
      if (this.#known.size >= MOST_LISTS) this.#known.clear();
      this.#known.set(key, this.#last);
    }
    return this.#last;
  }
}
