import type { BehaviourRecord } from "../schema/record.js";
import { textListJson } from "../schema/text-list-json.js";
import { dateOfDay, dayOfDate } from "../schema/time-text.js";
import { type TextColumn, textColumn, textsOfColumn } from "./text-column.js";

/**
 * Behaviour records column by column, the form in which many of them pass from thread to thread and into an engine.
 *
 * `persona`, `region` and `source` point into `names`, `brands` and `repairs` into `lists`; a number that is not known is
 * NaN. The shares of row i stand in `shares` after those of the rows before it, as many as its list of brands is long.
 */
export interface BehaviourColumns {
  readonly rows: number;
  readonly names: readonly string[];
  readonly lists: readonly (readonly string[])[];
  readonly key: readonly string[];
  readonly hash: TextColumn;
  /** Lists of texts as JSON. */
  readonly insights: TextColumn;
  readonly raw: TextColumn;
  readonly at: Float64Array<ArrayBuffer>;
  readonly generatedAt: Float64Array<ArrayBuffer>;
  /** Local date as days since 1970-01-01. */
  readonly day: Int32Array<ArrayBuffer>;
  readonly offsetMinutes: Int32Array<ArrayBuffer>;
  readonly persona: Uint32Array<ArrayBuffer>;
  readonly region: Uint32Array<ArrayBuffer>;
  readonly people: Float64Array<ArrayBuffer>;
  readonly brands: Uint32Array<ArrayBuffer>;
  readonly shares: Float64Array<ArrayBuffer>;
  readonly satisfaction: Float64Array<ArrayBuffer>;
  readonly digitalAdoption: Float64Array<ArrayBuffer>;
  readonly gamification: Float64Array<ArrayBuffer>;
  readonly efficiency: Float64Array<ArrayBuffer>;
  readonly repairs: Uint32Array<ArrayBuffer>;
  readonly demo: Uint8Array<ArrayBuffer>;
  readonly source: Uint32Array<ArrayBuffer>;
  readonly line: Float64Array<ArrayBuffer>;
  readonly offset: Float64Array<ArrayBuffer>;
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint8Array;

/** Records as columns, in their order. */
export function behaviourColumns(records: readonly BehaviourRecord[]): BehaviourColumns {
  const rows = records.length;
  const names = new Places<string>();
  const lists = new Places<readonly string[]>();
  const listJson = textListJson();
  const list = lastOf((texts: readonly string[]) => lists.of(listJson(texts), texts));
  const brandList = lastOf((texts: readonly string[]) => lists.of(listJson(texts), texts));
  const day = lastOf(dayOfDate);
  const name = (text: string) => names.of(text, text);
  const filled = <T extends Numbers>(column: T, of: (record: BehaviourRecord) => number): T => {
    for (let i = 0; i < rows; i++) column[i] = of(records[i] as BehaviourRecord);
    return column;
  };
  const numbers = (of: (record: BehaviourRecord) => number | null) =>
    filled(new Float64Array(rows), (record) => of(record) ?? Number.NaN);
  const places = (of: (record: BehaviourRecord) => number) => filled(new Uint32Array(rows), of);
  const columns = {
    rows,
    key: records.map(({ key }) => key),
    hash: textColumn(records.map(({ hash }) => hash)),
    insights: textColumn(records.map(({ insights }) => listJson(insights))),
    raw: textColumn(records.map(({ raw }) => raw)),
    at: numbers(({ at }) => at),
    generatedAt: numbers(({ generatedAt }) => generatedAt),
    day: filled(new Int32Array(rows), ({ date }) => day(date)),
    offsetMinutes: filled(new Int32Array(rows), ({ offsetMinutes }) => offsetMinutes),
    persona: places(({ persona }) => name(persona)),
    region: places(({ region }) => name(region)),
    people: numbers(({ people }) => people),
    brands: places(({ shares }) => brandList(Object.keys(shares))),
    shares: Float64Array.from(records.flatMap(({ shares }) => Object.values(shares))),
    satisfaction: numbers(({ satisfaction }) => satisfaction),
    digitalAdoption: numbers(({ digitalAdoption }) => digitalAdoption),
    gamification: numbers(({ gamification }) => gamification),
    efficiency: numbers(({ efficiency }) => efficiency),
    repairs: places(({ repairs }) => list(repairs)),
    demo: filled(new Uint8Array(rows), ({ demo }) => Number(demo)),
    source: places(({ position }) => name(position.source)),
    line: numbers(({ position }) => position.line),
    offset: numbers(({ position }) => position.offset),
  };
  return { ...columns, names: names.all, lists: lists.all };
}

/** The records that columns were made of. */
export function recordsOfColumns(columns: BehaviourColumns): BehaviourRecord[] {
  const { names, lists } = columns;
  const [hash, insights, raw] = [columns.hash, columns.insights, columns.raw].map(textsOfColumn);
  let from = 0;
  return Array.from({ length: columns.rows }, (_, i): BehaviourRecord => {
    const number = (column: Float64Array) => column[i] ?? Number.NaN;
    const known = (column: Float64Array) => (Number.isNaN(number(column)) ? null : number(column));
    const name = (column: Uint32Array) => names[column[i] ?? 0] ?? "";
    const list = (column: Uint32Array) => lists[column[i] ?? 0] ?? [];
    const brands = list(columns.brands);
    const shares = brands.map((brand, k) => [brand, columns.shares[from + k] ?? 0]);
    from += brands.length;
    return {
      kind: "behaviour",
      key: columns.key[i] ?? "",
      hash: hash?.[i] ?? "",
      at: number(columns.at),
      offsetMinutes: columns.offsetMinutes[i] ?? 0,
      date: dateOfDay(columns.day[i] ?? 0),
      generatedAt: known(columns.generatedAt),
      repairs: [...list(columns.repairs)],
      demo: columns.demo[i] === 1,
      position: {
        source: name(columns.source),
        line: number(columns.line),
        offset: number(columns.offset),
      },
      raw: raw?.[i] ?? "",
      persona: name(columns.persona),
      region: name(columns.region),
      people: known(columns.people),
      shares: Object.fromEntries(shares),
      satisfaction: known(columns.satisfaction),
      digitalAdoption: known(columns.digitalAdoption),
      gamification: known(columns.gamification),
      efficiency: known(columns.efficiency),
      insights: textsOf(insights?.[i] ?? "[]"),
    };
  });
}

/** The buffers of columns, which pass to another thread without being copied. */
export function buffersOfColumns(columns: BehaviourColumns): ArrayBuffer[] {
  const { hash, insights, raw } = columns;
  return [hash, insights, raw, columns]
    .flatMap((part) => Object.values(part))
    .flatMap((part) => (ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : []));
}

/** Where values stand in a list that holds each once. */
class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();

  of(key: string, value: T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.all.push(value) - 1;
    this.#places.set(key, place);
    return place;
  }
}

/** Remembers the last answer, for values that mostly repeat the one before. */
function lastOf<A extends string | readonly string[]>(answer: (value: A) => number) {
  let last: A | null = null;
  let answered = 0;
  return (value: A): number => {
    if (last === null || !same(last, value)) answered = answer(value);
    last = value;
    return answered;
  };
}

function same(a: string | readonly string[], b: string | readonly string[]): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string" || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function textsOf(json: string): string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map(String) : [];
}
