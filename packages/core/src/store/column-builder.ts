import type { BehaviourRecord } from "../schema/record.js";
import { textListJson } from "../schema/text-list-json.js";
import { dayOfDate } from "../schema/time-text.js";
import type { BehaviourColumns } from "./behaviour-columns.js";
import { keyHash } from "./key-hash.js";
import { packColumns } from "./packed-columns.js";
import { Places } from "./places.js";
import { toSortKey } from "./sort-key.js";
import { TextBuilder } from "./text-builder.js";

/** Bytes of a row's texts that room is made for at first. */
const [RAW, INSIGHTS, KEY, HASH] = [512, 128, 64, 64];

/** Makes columns of behaviour records row by row; a row is written by whoever has its values, then counted. */
export class ColumnBuilder {
  readonly capacity: number;
  rows = 0;
  readonly sortKey: TextBuilder;
  readonly hash: TextBuilder;
  readonly insights: TextBuilder;
  readonly raw: TextBuilder;
  readonly keyHash: Float64Array<ArrayBuffer>;
  readonly at: Float64Array<ArrayBuffer>;
  readonly generatedAt: Float64Array<ArrayBuffer>;
  readonly day: Int32Array<ArrayBuffer>;
  readonly offsetMinutes: Int32Array<ArrayBuffer>;
  readonly persona: Uint32Array<ArrayBuffer>;
  readonly region: Uint32Array<ArrayBuffer>;
  readonly people: Float64Array<ArrayBuffer>;
  readonly brands: Uint32Array<ArrayBuffer>;
  readonly satisfaction: Float64Array<ArrayBuffer>;
  readonly digitalAdoption: Float64Array<ArrayBuffer>;
  readonly gamification: Float64Array<ArrayBuffer>;
  readonly efficiency: Float64Array<ArrayBuffer>;
  readonly repairs: Uint32Array<ArrayBuffer>;
  readonly demo: Uint8Array<ArrayBuffer>;
  readonly source: Uint32Array<ArrayBuffer>;
  readonly line: Float64Array<ArrayBuffer>;
  readonly offset: Float64Array<ArrayBuffer>;
  #shares: Float64Array<ArrayBuffer>;
  #shareCount = 0;
  #names = new Places<string>();
  #lists = new Places<readonly string[]>();
  readonly #listJson: ReturnType<typeof textListJson>;

  constructor(capacity: number, listJson = textListJson()) {
    this.capacity = capacity;
    this.#listJson = listJson;
    this.sortKey = new TextBuilder(capacity, KEY * capacity);
    this.hash = new TextBuilder(capacity, HASH * capacity);
    this.insights = new TextBuilder(capacity, INSIGHTS * capacity);
    this.raw = new TextBuilder(capacity, RAW * capacity);
    const numbers = () => new Float64Array(capacity);
    const places = () => new Uint32Array(capacity);
    this.keyHash = numbers();
    this.at = numbers();
    this.generatedAt = numbers();
    this.day = new Int32Array(capacity);
    this.offsetMinutes = new Int32Array(capacity);
    this.persona = places();
    this.region = places();
    this.people = numbers();
    this.brands = places();
    this.satisfaction = numbers();
    this.digitalAdoption = numbers();
    this.gamification = numbers();
    this.efficiency = numbers();
    this.repairs = places();
    this.demo = new Uint8Array(capacity);
    this.source = places();
    this.line = numbers();
    this.offset = numbers();
    this.#shares = new Float64Array(4 * capacity);
  }

  get isFull(): boolean {
    return this.rows >= this.capacity;
  }

  /** Where a name stands among the names of these columns. */
  namePlace(name: string): number {
    return this.#names.of(name, name);
  }

  /** Where a list stands among the lists of these columns. */
  listPlace(list: readonly string[]): number {
    return this.#lists.of(this.#listJson(list), list);
  }

  addShare(share: number): void {
    if (this.#shareCount === this.#shares.length) {
      const larger = new Float64Array(2 * this.#shares.length + 1);
      larger.set(this.#shares);
      this.#shares = larger;
    }
    this.#shares[this.#shareCount] = share;
    this.#shareCount += 1;
  }

  /** Adds a whole record. */
  add(record: BehaviourRecord): void {
    const { rows: row } = this;
    const { sortKey, hash, insights, raw } = this;
    sortKey.write(toSortKey(record.key));
    sortKey.endText();
    hash.write(record.hash);
    hash.endText();
    insights.write(this.#listJson(record.insights));
    insights.endText();
    raw.write(record.raw);
    raw.endText();
    this.keyHash[row] = keyHash(record.key);
    this.at[row] = record.at;
    this.generatedAt[row] = record.generatedAt ?? Number.NaN;
    this.day[row] = dayOfDate(record.date);
    this.offsetMinutes[row] = record.offsetMinutes;
    this.persona[row] = this.namePlace(record.persona);
    this.region[row] = this.namePlace(record.region);
    this.people[row] = record.people ?? Number.NaN;
    this.brands[row] = this.listPlace(Object.keys(record.shares));
    for (const brand in record.shares) this.addShare(record.shares[brand] ?? 0);
    this.satisfaction[row] = record.satisfaction ?? Number.NaN;
    this.digitalAdoption[row] = record.digitalAdoption ?? Number.NaN;
    this.gamification[row] = record.gamification ?? Number.NaN;
    this.efficiency[row] = record.efficiency ?? Number.NaN;
    this.repairs[row] = this.listPlace(record.repairs);
    this.demo[row] = Number(record.demo);
    this.source[row] = this.namePlace(record.position.source);
    this.line[row] = record.position.line;
    this.offset[row] = record.position.offset;
    this.rows += 1;
  }

  /** The columns so far, in a buffer of their own. */
  build(): BehaviourColumns {
    const { rows } = this;
    const cut = <A extends { subarray(from: number, to: number): A }>(values: A): A =>
      values.subarray(0, rows);
    return packColumns({
      rows,
      names: this.#names.all,
      lists: this.#lists.all,
      sortKey: this.sortKey.column(),
      keyHash: cut(this.keyHash),
      hash: this.hash.column(),
      insights: this.insights.column(),
      raw: this.raw.column(),
      at: cut(this.at),
      generatedAt: cut(this.generatedAt),
      day: cut(this.day),
      offsetMinutes: cut(this.offsetMinutes),
      persona: cut(this.persona),
      region: cut(this.region),
      people: cut(this.people),
      brands: cut(this.brands),
      shares: this.#shares.subarray(0, this.#shareCount),
      satisfaction: cut(this.satisfaction),
      digitalAdoption: cut(this.digitalAdoption),
      gamification: cut(this.gamification),
      efficiency: cut(this.efficiency),
      repairs: cut(this.repairs),
      demo: cut(this.demo),
      source: cut(this.source),
      line: cut(this.line),
      offset: cut(this.offset),
    });
  }

  /** Begins anew in the same room. */
  clear(): void {
    this.rows = 0;
    this.#shareCount = 0;
    this.#names = new Places();
    this.#lists = new Places();
    for (const text of [this.sortKey, this.hash, this.insights, this.raw]) text.clear();
  }
}

/**
 * Records as columns, in their order.
 *
 * @param options.listJson - writes lists of texts; one that is kept remembers the texts of earlier calls
 */
export function behaviourColumns(
  records: readonly BehaviourRecord[],
  { listJson }: { readonly listJson?: ReturnType<typeof textListJson> } = {},
): BehaviourColumns {
  const builder = new ColumnBuilder(records.length, listJson);
  for (const record of records) builder.add(record);
  return builder.build();
}
