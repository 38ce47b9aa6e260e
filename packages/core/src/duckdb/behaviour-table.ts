import type { BehaviourRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import type { BehaviourColumns } from "../store/behaviour-columns.js";
import { type TextColumn, textBytes } from "../store/text-column.js";
import type { Column } from "./column.js";
import { keyHash } from "./key-hash.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, numbersAt, textAt, type Values } from "./read-value.js";
import { fromSortKey, toSortKey } from "./sort-key.js";

/** Columns of the table of behaviour; `persona`, `region`, `brands`, `repairs` and `source` are ids of names. */
export function behaviourTable(columns: BehaviourColumns, names: NameTable) {
  const nameIds = columns.names.map((text) => names.idOf(text));
  const listIds = columns.lists.map((texts) => names.idOfList(texts));
  const number = (values: Float64Array | Int32Array) => (row: number) => values[row] ?? null;
  const known = (values: Float64Array) => (row: number) => {
    const value = values[row] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const name = (places: Uint32Array) => (row: number) => nameIds[places[row] ?? 0] ?? null;
  const list = (places: Uint32Array) => (row: number) => listIds[places[row] ?? 0] ?? null;
  const text = (texts: TextColumn) => (row: number) => textBytes(texts, row);
  const { key, shares } = columns;
  const ends = shareEnds(columns);
  return [
    { name: "key_hash", type: "BIGINT", of: (row) => keyHash(key[row] ?? "") },
    { name: "sort_key", type: "VARCHAR", of: (row) => toSortKey(key[row] ?? "") },
    { name: "hash", type: "VARCHAR", of: text(columns.hash) },
    { name: "instant", type: "BIGINT", of: number(columns.at) },
    { name: "generated_at", type: "BIGINT", of: known(columns.generatedAt) },
    { name: "day", type: "INTEGER", of: number(columns.day) },
    { name: "offset_minutes", type: "INTEGER", of: number(columns.offsetMinutes) },
    { name: "persona", type: "INTEGER", of: name(columns.persona) },
    { name: "region", type: "INTEGER", of: name(columns.region) },
    { name: "people", type: "DOUBLE", of: known(columns.people) },
    { name: "brands", type: "INTEGER", of: list(columns.brands) },
    {
      name: "shares",
      type: "DOUBLE[]",
      of: (row) => shares.subarray(row === 0 ? 0 : ends[row - 1], ends[row]),
    },
    { name: "satisfaction", type: "DOUBLE", of: known(columns.satisfaction) },
    { name: "digital_adoption", type: "DOUBLE", of: known(columns.digitalAdoption) },
    { name: "gamification", type: "DOUBLE", of: known(columns.gamification) },
    { name: "efficiency", type: "DOUBLE", of: known(columns.efficiency) },
    { name: "insights", type: "VARCHAR", of: text(columns.insights) },
    { name: "repairs", type: "INTEGER", of: list(columns.repairs) },
    { name: "demo", type: "BOOLEAN", of: (row) => columns.demo[row] === 1 },
    { name: "source", type: "INTEGER", of: name(columns.source) },
    { name: "line", type: "BIGINT", of: number(columns.line) },
    { name: "byte_offset", type: "BIGINT", of: number(columns.offset) },
    { name: "raw", type: "VARCHAR", of: text(columns.raw) },
  ] as const satisfies readonly Column<number>[];
}

/** Where the shares of each row end. */
function shareEnds({ brands, lists }: BehaviourColumns): Uint32Array {
  const lengths = lists.map(({ length }) => length);
  let end = 0;
  return brands.map((place) => {
    end += lengths[place] ?? 0;
    return end;
  });
}

/** What to select for `readBehaviour`, in its order. */
export const BEHAVIOUR_SELECT =
  "sort_key, hash, instant, generated_at, day, offset_minutes, persona, region, people, brands, shares, " +
  "satisfaction, digital_adoption, gamification, efficiency, insights, repairs, demo, source, line, byte_offset, raw";

/** Rows of `BEHAVIOUR_SELECT` as records. */
export function readBehaviour(values: Values, names: NameTable): BehaviourRecord[] {
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, row): BehaviourRecord => {
    const brands = names.list(numberAt(of(9), row));
    const shares = numbersAt(of(10), row);
    return {
      kind: "behaviour",
      key: fromSortKey(textAt(of(0), row)),
      hash: textAt(of(1), row),
      at: numberAt(of(2), row),
      generatedAt: nullableNumberAt(of(3), row),
      date: dateOfDay(numberAt(of(4), row)),
      offsetMinutes: numberAt(of(5), row),
      persona: names.text(numberAt(of(6), row)),
      region: names.text(numberAt(of(7), row)),
      people: nullableNumberAt(of(8), row),
      shares: Object.fromEntries(brands.map((brand, i) => [brand, shares[i] ?? 0])),
      satisfaction: nullableNumberAt(of(11), row),
      digitalAdoption: nullableNumberAt(of(12), row),
      gamification: nullableNumberAt(of(13), row),
      efficiency: nullableNumberAt(of(14), row),
      insights: stringList(textAt(of(15), row)),
      repairs: names.list(numberAt(of(16), row)),
      demo: of(17)[row] === true,
      position: {
        source: names.text(numberAt(of(18), row)),
        line: numberAt(of(19), row),
        offset: numberAt(of(20), row),
      },
      raw: textAt(of(21), row),
    };
  });
}

function stringList(json: string): string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map(String) : [];
}
