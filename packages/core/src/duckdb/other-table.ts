import { CanonicalRecord, type RecordKind } from "../schema/record.js";
import { keyHash } from "../store/key-hash.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import type { Column } from "./column.js";
import { dayReader } from "./day-reader.js";
import type { NameTable } from "./name-table.js";
import { textAt, type Values } from "./read-value.js";

/** Every record that has no table of its own. */
export type OtherRecord = Exclude<CanonicalRecord, { kind: "behaviour" | "customer-event" }>;
export type OtherKind = Exclude<RecordKind, "behaviour" | "customer-event">;

/** Columns of all other kinds: what is filtered by, then the rest as JSON, and the line as it was read. */
export function otherColumns(names: NameTable) {
  const day = dayReader();
  return [
    { name: "kind", type: "INTEGER", of: ({ kind }) => names.idOf(kind) },
    { name: "key_hash", type: "BIGINT", of: ({ key }) => keyHash(key) },
    { name: "sort_key", type: "VARCHAR", of: ({ key }) => toSortKey(key) },
    { name: "hash", type: "VARCHAR", of: ({ hash }) => hash },
    { name: "instant", type: "BIGINT", of: ({ at }) => at },
    {
      name: "generated_at",
      type: "BIGINT",
      of: ({ generatedAt }) => generatedAt,
    },
    { name: "day", type: "INTEGER", of: ({ date }) => day(date) },
    {
      name: "region",
      type: "INTEGER",
      of: (record) => (record.kind === "market" ? names.idOf(record.region) : null),
    },
    {
      name: "brand",
      type: "INTEGER",
      of: (record) => (record.kind === "market" ? names.idOf(record.brand) : null),
    },
    { name: "demo", type: "BOOLEAN", of: ({ demo }) => demo },
    { name: "body", type: "VARCHAR", of: bodyJson },
    { name: "raw", type: "VARCHAR", of: ({ raw }) => raw },
  ] as const satisfies readonly Column<OtherRecord>[];
}

/** What to select for `readOther`, in its order. */
export const OTHER_SELECT = "sort_key, hash, body, raw";

/** Rows of `OTHER_SELECT` as records. */
export function readOthers(values: Values): CanonicalRecord[] {
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, row) => {
    const body: unknown = JSON.parse(textAt(of(2), row));
    return CanonicalRecord.parse({
      ...(typeof body === "object" ? body : {}),
      key: fromSortKey(textAt(of(0), row)),
      hash: textAt(of(1), row),
      raw: textAt(of(3), row),
    });
  });
}

function bodyJson({ key: _key, hash: _hash, raw: _raw, ...body }: OtherRecord): string {
  return JSON.stringify(body);
}
