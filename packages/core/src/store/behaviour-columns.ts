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

/**
 * Records as columns, in their order.
 *
 * @param options.listJson - writes lists of texts; one that is kept remembers the texts of earlier calls
 */
export function behaviourColumns(
  records: readonly BehaviourRecord[],
  { listJson = textListJson() }: { readonly listJson?: ReturnType<typeof textListJson> } = {},
): BehaviourColumns {
  const names = new Places<string>();
  const lists = new Places<readonly string[]>();
  const listPlace = (texts: readonly string[]) => lists.of(listJson(texts), texts);
  const [brandPlace, repairPlace] = [lastOf(listPlace), lastOf(listPlace)];
  const day = lastOf(dayOfDate);
  const place = (text: string) => names.of(text, text);
  const columns = {
    ...emptyNumbers(records.length),
    key: records.map(({ key }) => key),
    hash: textColumn(records.map(({ hash }) => hash)),
    insights: textColumn(records.map(({ insights }) => listJson(insights))),
    raw: textColumn(records.map(({ raw }) => raw)),
    shares: Float64Array.from(records.flatMap(({ shares }) => Object.values(shares))),
  };
  for (const [row, record] of records.entries()) {
    columns.at[row] = record.at;
    columns.generatedAt[row] = record.generatedAt ?? Number.NaN;
    columns.day[row] = day(record.date);
    columns.offsetMinutes[row] = record.offsetMinutes;
    columns.persona[row] = place(record.persona);
    columns.region[row] = place(record.region);
    columns.people[row] = record.people ?? Number.NaN;
    columns.brands[row] = brandPlace(Object.keys(record.shares));
    columns.satisfaction[row] = record.satisfaction ?? Number.NaN;
    columns.digitalAdoption[row] = record.digitalAdoption ?? Number.NaN;
    columns.gamification[row] = record.gamification ?? Number.NaN;
    columns.efficiency[row] = record.efficiency ?? Number.NaN;
    columns.repairs[row] = repairPlace(record.repairs);
    columns.demo[row] = Number(record.demo);
    columns.source[row] = place(record.position.source);
    columns.line[row] = record.position.line;
    columns.offset[row] = record.position.offset;
  }
  return { ...columns, names: names.all, lists: lists.all };
}

function emptyNumbers(rows: number) {
  return {
    rows,
    at: new Float64Array(rows),
    generatedAt: new Float64Array(rows),
    day: new Int32Array(rows),
    offsetMinutes: new Int32Array(rows),
    persona: new Uint32Array(rows),
    region: new Uint32Array(rows),
    people: new Float64Array(rows),
    brands: new Uint32Array(rows),
    satisfaction: new Float64Array(rows),
    digitalAdoption: new Float64Array(rows),
    gamification: new Float64Array(rows),
    efficiency: new Float64Array(rows),
    repairs: new Uint32Array(rows),
    demo: new Uint8Array(rows),
    source: new Uint32Array(rows),
    line: new Float64Array(rows),
    offset: new Float64Array(rows),
  };
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
