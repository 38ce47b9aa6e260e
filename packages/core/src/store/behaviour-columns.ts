import type { BehaviourRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { fromSortKey } from "./sort-key.js";
import { type TextColumn, textsOfColumn } from "./text-column.js";

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
  /** `toSortKey` of each key. */
  readonly sortKey: TextColumn;
  /** `keyHash` of each key. */
  readonly keyHash: Float64Array<ArrayBuffer>;
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

/** The records that columns were made of. */
export function recordsOfColumns(columns: BehaviourColumns): BehaviourRecord[] {
  const { names, lists } = columns;
  const { sortKey: keys } = columns;
  const [sortKey, hash, insights, raw] = [keys, columns.hash, columns.insights, columns.raw].map(
    textsOfColumn,
  );
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
      key: fromSortKey(sortKey?.[i] ?? ""),
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

function textsOf(json: string): string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map(String) : [];
}
