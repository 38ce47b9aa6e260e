import type { BehaviourRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import type { BehaviourColumns } from "../store/behaviour-columns.js";
import { behaviourColumns } from "../store/column-builder.js";
import { fromSortKey } from "../store/sort-key.js";
import type { FilledPart } from "./append-rows.js";
import { type Compression, tableSql } from "./column.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, numbersAt, textAt, type Values } from "./read-value.js";

/** Rows of the table of behaviour; `persona`, `region`, `brands`, `repairs` and `source` are ids of names. */
export function behaviourPart(columns: BehaviourColumns, names: NameTable): FilledPart {
  const nameIds = columns.names.map((text) => names.idOf(text));
  const listIds = columns.lists.map((texts) => names.idOfList(texts));
  const name = (places: Uint32Array) => Int32Array.from(places, (place) => nameIds[place] ?? 0);
  const list = (places: Uint32Array) => Int32Array.from(places, (place) => listIds[place] ?? 0);
  return {
    rows: columns.rows,
    columns: [
      { name: "key_hash", type: "BIGINT", values: columns.keyHash },
      { name: "sort_key", type: "VARCHAR", values: columns.sortKey },
      { name: "hash", type: "VARCHAR", values: columns.hash },
      { name: "instant", type: "BIGINT", values: columns.at },
      { name: "generated_at", type: "BIGINT", values: columns.generatedAt },
      { name: "day", type: "INTEGER", values: columns.day },
      { name: "offset_minutes", type: "INTEGER", values: columns.offsetMinutes },
      { name: "persona", type: "INTEGER", values: name(columns.persona) },
      { name: "region", type: "INTEGER", values: name(columns.region) },
      { name: "people", type: "DOUBLE", values: columns.people },
      { name: "brands", type: "INTEGER", values: list(columns.brands) },
      { name: "shares", type: "DOUBLE[]", values: columns.shares, ends: shareEnds(columns) },
      { name: "satisfaction", type: "DOUBLE", values: columns.satisfaction },
      { name: "digital_adoption", type: "DOUBLE", values: columns.digitalAdoption },
      { name: "gamification", type: "DOUBLE", values: columns.gamification },
      { name: "efficiency", type: "DOUBLE", values: columns.efficiency },
      { name: "insights", type: "VARCHAR", values: columns.insights },
      { name: "repairs", type: "INTEGER", values: list(columns.repairs) },
      { name: "demo", type: "BOOLEAN", values: columns.demo },
      { name: "source", type: "INTEGER", values: name(columns.source) },
      { name: "line", type: "BIGINT", values: columns.line },
      { name: "byte_offset", type: "BIGINT", values: columns.offset },
      { name: "raw", type: "VARCHAR", values: columns.raw },
    ],
  };
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

/** Digests cannot be compressed; insights may repeat or not, so that there the engine chooses. */
const COMPRESSIONS: ReadonlyMap<string, Compression> = new Map([
  ["sort_key", "fsst"],
  ["hash", "uncompressed"],
  ["raw", "fsst"],
]);

/** `CREATE TABLE` of the table of behaviour. */
export function behaviourTableSql(names: NameTable): string {
  const { columns } = behaviourPart(behaviourColumns([]), names);
  return tableSql("behaviour", columns, COMPRESSIONS);
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

/** A list of texts from its JSON. */
export function stringList(json: string): string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.map(String) : [];
}
