import type { BehaviourRecord } from "../../schema/record.js";
import type { BehaviourColumns } from "../../store/behaviour-columns.js";
import { ColumnBuilder } from "../../store/column-builder.js";
import type { BrandSet } from "./brand-values.js";
import type { Name, Placed } from "./known.js";

/** Repairs of a row, by what was repaired. */
export interface RepairLists {
  readonly coerced: readonly string[];
  readonly time: readonly string[];
  readonly persona: readonly string[];
  readonly region: readonly string[];
  readonly rule: readonly string[];
  readonly brands: readonly string[];
}

const NONE: readonly string[] = [];
/** No row: its lists are nobody's. */
const NOTHING: RepairLists = {
  coerced: NONE,
  time: [],
  persona: NONE,
  region: NONE,
  rule: NONE,
  brands: NONE,
};

/** Behaviour rows in parts of so many, in their order. */
export class ColumnParts {
  readonly builder: ColumnBuilder;
  rows = 0;
  #parts: BehaviourColumns[] = [];
  /** The lists of the row before: all but those of the region mostly come again. */
  #last: RepairLists = NOTHING;
  readonly #byRegion = new Map<readonly string[], number>();
  /** Counts parts. */
  #part = 0;
  readonly #source: Placed = { part: -1, place: 0 };

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
    const { placed } = name;
    if (placed.part !== this.#part) {
      placed.place = this.builder.namePlace(name.resolved?.id ?? "");
      placed.part = this.#part;
    }
    return placed.place;
  }

  sourcePlace(source: string): number {
    const placed = this.#source;
    if (placed.part !== this.#part) {
      placed.place = this.builder.namePlace(source);
      placed.part = this.#part;
    }
    return placed.place;
  }

  brandsPlace(set: BrandSet): number {
    const { placed } = set;
    if (placed.part !== this.#part) {
      placed.place = this.builder.listPlace(set.brands);
      placed.part = this.#part;
    }
    return placed.place;
  }

  /** Where the repairs of all lists stand, each once. */
  repairsPlace(lists: RepairLists): number {
    const last = this.#last;
    const { coerced, time, persona, region, rule, brands } = lists;
    if (
      coerced !== last.coerced ||
      time !== last.time ||
      persona !== last.persona ||
      rule !== last.rule ||
      brands !== last.brands
    ) {
      this.#last = lists;
      this.#byRegion.clear();
    }
    const known = this.#byRegion.get(region);
    if (known !== undefined) return known;
    const all = new Set([...coerced, ...time, ...persona, ...region, ...rule, ...brands]);
    const place = this.builder.listPlace([...all]);
    this.#byRegion.set(region, place);
    return place;
  }

  #endPart(): void {
    this.#parts.push(this.builder.build());
    this.builder.clear();
    this.#part += 1;
    this.#last = NOTHING;
  }
}
