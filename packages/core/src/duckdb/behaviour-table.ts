import type { BehaviourRecord } from "../schema/record.js";
import { textListJson } from "../schema/text-list-json.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Column } from "./column.js";
import { dayReader } from "./day-reader.js";
import { keyHash } from "./key-hash.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, numberAt, numbersAt, textAt, type Values } from "./read-value.js";
import { fromSortKey, toSortKey } from "./sort-key.js";

/** Columns of behaviour rows; `persona`, `region`, `brands`, `repairs` and `source` are ids of names. */
export function behaviourColumns(names: NameTable) {
  const day = dayReader();
  const brands = names.listReader();
  const repairs = names.listReader();
  const insightsJson = textListJson();
  return [
    { name: "key_hash", type: "BIGINT", of: ({ key }) => keyHash(key) },
    { name: "sort_key", type: "VARCHAR", of: ({ key }) => toSortKey(key) },
    { name: "hash", type: "VARCHAR", of: ({ hash }) => hash },
    { name: "instant", type: "BIGINT", of: ({ at }) => at },
    { name: "generated_at", type: "BIGINT", of: ({ generatedAt }) => generatedAt },
    { name: "day", type: "INTEGER", of: ({ date }) => day(date) },
    { name: "offset_minutes", type: "INTEGER", of: ({ offsetMinutes }) => offsetMinutes },
    { name: "persona", type: "INTEGER", of: ({ persona }) => names.idOf(persona) },
    { name: "region", type: "INTEGER", of: ({ region }) => names.idOf(region) },
    { name: "people", type: "DOUBLE", of: ({ people }) => people },
    { name: "brands", type: "INTEGER", of: ({ shares }) => brands(Object.keys(shares)) },
    {
      name: "shares",
      type: "DOUBLE[]",
      of: ({ shares }) => Object.values(shares),
    },
    { name: "satisfaction", type: "DOUBLE", of: ({ satisfaction }) => satisfaction },
    { name: "digital_adoption", type: "DOUBLE", of: ({ digitalAdoption }) => digitalAdoption },
    { name: "gamification", type: "DOUBLE", of: ({ gamification }) => gamification },
    { name: "efficiency", type: "DOUBLE", of: ({ efficiency }) => efficiency },
    { name: "insights", type: "VARCHAR", of: ({ insights }) => insightsJson(insights) },
    { name: "repairs", type: "INTEGER", of: (record) => repairs(record.repairs) },
    { name: "demo", type: "BOOLEAN", of: ({ demo }) => demo },
    { name: "source", type: "INTEGER", of: ({ position }) => names.idOf(position.source) },
    { name: "line", type: "BIGINT", of: ({ position }) => position.line },
    { name: "byte_offset", type: "BIGINT", of: ({ position }) => position.offset },
    { name: "raw", type: "VARCHAR", of: ({ raw }) => raw },
  ] as const satisfies readonly Column<BehaviourRecord>[];
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
