import { CanonicalRecord, type RecordKind } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { packFields, type StoreKeys, unpackFields } from "../seal/index.js";
import { keyHash } from "../store/key-hash.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import type { Column } from "./column.js";
import { dayReader } from "./day-reader.js";
import { keyText } from "./id-text.js";
import type { NameTable } from "./name-table.js";
import { bytesAt, numberAt, textAt, type Values } from "./read-value.js";
import type { SealedTable } from "./sealed-table.js";

/** Every record that has no table of its own. */
export type OtherRecord = Exclude<CanonicalRecord, { kind: "behaviour" | "customer-event" }>;
export type OtherKind = Exclude<RecordKind, "behaviour" | "customer-event">;

/** Columns of all other kinds: what is filtered by, then the rest as JSON, and the line as it was read. */
export function otherColumns(names: NameTable): readonly Column<OtherRecord>[] {
  const plain = plainColumns(names);
  if (names.keys === null) return plain;
  const sealer = names.keys.sealer(PURPOSE);
  const key = (record: OtherRecord) => keyText(record, names);
  const untold = plain.filter(({ type, name }) => type !== "VARCHAR" && name !== "key_hash");
  return [
    ...untold,
    { name: "key_hash", type: "BIGINT", of: (record) => key(record).hash },
    {
      name: "box",
      type: "BLOB",
      of: (record) => {
        const { key: whole, hash, at, raw } = record;
        const fields = [toSortKey(whole), hash, bodyJson(record), raw];
        return sealer.seal(packFields(fields), `${key(record).hash} ${at}`);
      },
    },
  ];
}

const PURPOSE = "other";

/** The boxes of other records. */
export const SEALED_OTHERS: SealedTable = {
  table: "other",
  purpose: PURPOSE,
  beside: ["key_hash", "instant"],
  boundTo: (texts) => texts.join(" "),
};

function plainColumns(names: NameTable) {
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

/** What to select for `readOthers`, in its order. */
export function otherSelect({ keys }: NameTable): string {
  return keys === null ? "sort_key, hash, body, raw" : "key_hash, instant, day, box";
}

/** Rows of `otherSelect` as records. @throws CoreError `sealed_data_changed` */
export function readOthers(values: Values, names: NameTable): CanonicalRecord[] {
  const texts = names.keys === null ? plainTexts : sealedTexts(names.keys);
  return Array.from({ length: values.rows }, (_, row) => {
    const [key = "", hash, json = "", raw] = texts(values, row);
    const body: unknown = JSON.parse(json);
    return CanonicalRecord.parse({
      ...(typeof body === "object" ? body : {}),
      key: fromSortKey(key),
      hash,
      raw,
    });
  });
}

function plainTexts(values: Values, row: number): string[] {
  return [0, 1, 2, 3].map((column) => textAt(values.column(column), row));
}

function sealedTexts(keys: StoreKeys) {
  const sealer = keys.sealer(PURPOSE);
  return (values: Values, row: number): string[] => {
    const number = (column: number) => numberAt(values.column(column), row);
    const box = sealer.open(bytesAt(values.column(3), row), {
      bound: `${number(0)} ${number(1)}`,
      where: `a record of ${dateOfDay(number(2))} in the table other`,
    });
    return unpackFields(box).map((text) => text ?? "");
  };
}

function bodyJson({ key: _key, hash: _hash, raw: _raw, ...body }: OtherRecord): string {
  return JSON.stringify(body);
}
