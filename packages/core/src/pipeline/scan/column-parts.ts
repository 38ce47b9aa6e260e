import type { BehaviourRecord } from "../../schema/record.js";
import type { BehaviourColumns } from "../../store/behaviour-columns.js";
import { ColumnBuilder } from "../../store/column-builder.js";
import type { BrandSet } from "./brand-values.js";
import type { Name } from "./known.js";

/** Repairs of a row, by what was repaired. */
export interface RepairLists {
  readonly time: readonly string[];
  readonly persona: readonly string[];
  readonly region: readonly string[];
  readonly rule: readonly string[];
  readonly brands: readonly string[];
}

const NONE: readonly string[] = [];
/** No row: its lists are nobody's. */
const NOTHING: RepairLists = { time: [], persona: NONE, region: NONE, rule: NONE, brands: NONE };

/** Behaviour rows in parts of so many, in their order. */
export class ColumnParts {
  readonly builder: ColumnBuilder;
  rows = 0;
  readonly #repairs = new Map<string, readonly string[]>();
  #parts: BehaviourColumns[] = [];
  /** The lists of the row before, which mostly come again. */
  #last: RepairLists = NOTHING;
  #repairsPlace = 0;
  /** Counts parts. */
  #part = 0;
  #sourcePart = -1;
  #sourcePlace = 0;
  #lastSet: BrandSet | null = null;
  #setPlace = 0;

  constructor(partRows: number) {
    this.builder = new ColumnBuilder(partRows);
  }

  /** Adds a whole record. */
  add(record: BehaviourRecord): void {
    this.makeRoom();
    this.builder.add(record);
    this.rows += 1;
  }

  /** Makes sure that the builder has room for a row. */
  makeRoom(): void {
    if (this.builder.isFull) this.#endPart();
  }

  /** All rows since the last call. */
  take(): BehaviourColumns[] {
    if (this.builder.rows > 0) this.#endPart();
    const parts = this.#parts;
    this.#parts = [];
    this.rows = 0;
    return parts;
  }

  namePlace(name: Name): number {
    if (name.part !== this.#part) {
      name.place = this.builder.namePlace(name.resolved?.id ?? "");
      name.part = this.#part;
    }
    return name.place;
  }

  sourcePlace(source: string): number {
    if (this.#sourcePart !== this.#part) {
      this.#sourcePlace = this.builder.namePlace(source);
      this.#sourcePart = this.#part;
    }
    return this.#sourcePlace;
  }

  brandsPlace(set: BrandSet): number {
    if (set !== this.#lastSet) this.#setPlace = this.builder.listPlace(set.brands);
    this.#lastSet = set;
    return this.#setPlace;
  }

  /** Where the repairs of all lists stand, each once. */
  repairsPlace({ time, persona, region, rule, brands }: RepairLists): number {
    const last = this.#last;
    if (
      time !== last.time ||
      persona !== last.persona ||
      region !== last.region ||
      rule !== last.rule ||
      brands !== last.brands
    ) {
      this.#last = { time, persona, region, rule, brands };
      const all = [...time, ...persona, ...region, ...rule, ...brands];
      const key = all.join("\n");
      const known = this.#repairs.get(key) ?? [...new Set(all)];
      this.#repairs.set(key, known);
      this.#repairsPlace = this.builder.listPlace(known);
    }
    return this.#repairsPlace;
  }

  #endPart(): void {
    this.#parts.push(this.builder.build());
    this.builder.clear();
    this.#part += 1;
    this.#last = NOTHING;
    this.#lastSet = null;
  }
}
