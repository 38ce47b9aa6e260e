import type { CustomerEvent } from "../schema/profile.js";
import type { CustomerEventRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { eventColumns } from "../store/event-builder.js";
import { type EventColumns, messageIdOf, objectOf } from "../store/event-columns.js";
import { fromSortKey } from "../store/sort-key.js";
import type { FilledPart } from "./append-rows.js";
import { type Compression, tableSql } from "./column.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, nullableTextAt, numberAt, textAt, type Values } from "./read-value.js";
import { readSealedEvents, SEALED_EVENT_SELECT, sealedEventTexts } from "./sealed-event.js";

/**
 * Rows of the table of customer events. In a sealed store numbers and ids of names stand as they are, and every text in a box.
 */
export function customerEventPart(columns: EventColumns, names: NameTable): FilledPart {
  const plain = plainPart(columns, names);
  if (names.keys === null) return plain;
  const untold = plain.columns.filter(({ type }) => type !== "VARCHAR");
  return { ...plain, columns: [...untold, ...sealedEventTexts(columns, names.keys)] };
}

/**
 * Rows as they are; ids are sort keys, so that the engine orders them as every other store does. `type`,
 * `region`, `repairs` and `source` are ids of names.
 */
function plainPart(columns: EventColumns, names: NameTable): FilledPart {
  const nameIds = columns.names.map((text) => names.idOf(text));
  const listIds = columns.lists.map((texts) => names.idOfList(texts));
  const name = (places: Float64Array) =>
    places.map((place) => (Number.isNaN(place) ? place : (nameIds[place] ?? Number.NaN)));
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
      { name: "user_id", type: "VARCHAR", values: columns.userId },
      { name: "anonymous_id", type: "VARCHAR", values: columns.anonymousId },
      { name: "previous_id", type: "VARCHAR", values: columns.previousId },
      { name: "type", type: "INTEGER", values: name(columns.type) },
      { name: "event", type: "VARCHAR", values: columns.event },
      { name: "region", type: "INTEGER", values: name(columns.region) },
      { name: "properties", type: "VARCHAR", values: columns.properties },
      { name: "traits", type: "VARCHAR", values: columns.traits },
      { name: "context", type: "VARCHAR", values: columns.context },
      {
        name: "repairs",
        type: "INTEGER",
        values: Int32Array.from(columns.repairs, (place) => listIds[place] ?? 0),
      },
      { name: "demo", type: "BOOLEAN", values: columns.demo },
      { name: "source", type: "INTEGER", values: name(columns.source) },
      { name: "line", type: "BIGINT", values: columns.line },
      { name: "byte_offset", type: "BIGINT", values: columns.offset },
      { name: "raw", type: "VARCHAR", values: columns.raw },
    ],
  };
}

/** Digests cannot be compressed; ids, objects and lines have much in common. */
const COMPRESSIONS: ReadonlyMap<string, Compression> = new Map([
  ["sort_key", "fsst"],
  ["hash", "uncompressed"],
  ["user_id", "fsst"],
  ["anonymous_id", "fsst"],
  ["properties", "fsst"],
  ["context", "fsst"],
  ["raw", "fsst"],
]);

/** `CREATE TABLE` of the table of customer events. */
export function customerEventTableSql(names: NameTable): string {
  const { columns } = customerEventPart(eventColumns([]), names);
  return tableSql("customer_event", columns, COMPRESSIONS);
}

/** What to select for `readCustomerEvents`, in its order. */
export function eventSelect({ keys }: NameTable): string {
  return keys === null ? EVENT_SELECT : SEALED_EVENT_SELECT;
}

/** What to select for `readEventRecords`, in its order. */
export function eventRecordSelect({ keys }: NameTable): string {
  return keys === null ? EVENT_RECORD_SELECT : SEALED_EVENT_SELECT;
}

const EVENT_SELECT =
  "sort_key, instant, day, demo, type, user_id, anonymous_id, event, region, properties, traits, context";

const EVENT_RECORD_SELECT = `${EVENT_SELECT}, hash, generated_at, offset_minutes, repairs, source, line, byte_offset, raw`;

/** Rows of `eventSelect` as what profiles are made of. */
export function readCustomerEvents(values: Values, names: NameTable): CustomerEvent[] {
  if (names.keys !== null) return readSealedEvents(values, names, names.keys);
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, row): CustomerEvent => {
    const region = nullableNumberAt(of(8), row);
    return {
      key: fromSortKey(textAt(of(0), row)),
      at: numberAt(of(1), row),
      date: dateOfDay(numberAt(of(2), row)),
      demo: of(3)[row] === true,
      type: names.text(numberAt(of(4), row)) as CustomerEvent["type"],
      userId: idAt(of(5), row),
      anonymousId: idAt(of(6), row),
      event: nullableTextAt(of(7), row),
      region: region === null ? null : names.text(region),
      properties: objectOf(nullableTextAt(of(9), row)),
      traits: objectOf(nullableTextAt(of(10), row)),
      context: objectOf(nullableTextAt(of(11), row)),
    };
  });
}

/** Rows of `eventRecordSelect` as records. */
export function readEventRecords(values: Values, names: NameTable): CustomerEventRecord[] {
  if (names.keys !== null) return readSealedEvents(values, names, names.keys);
  const of = (index: number) => values.column(index);
  return readCustomerEvents(values, names).map(
    (event, row): CustomerEventRecord => ({
      kind: "customer-event",
      ...event,
      hash: textAt(of(12), row),
      generatedAt: nullableNumberAt(of(13), row),
      offsetMinutes: numberAt(of(14), row),
      messageId: messageIdOf(event.key),
      customerId: event.userId ?? event.anonymousId ?? "",
      repairs: names.list(numberAt(of(15), row)),
      position: {
        source: names.text(numberAt(of(16), row)),
        line: numberAt(of(17), row),
        offset: numberAt(of(18), row),
      },
      raw: textAt(of(19), row),
    }),
  );
}

/** An id as it was given. */
function idAt(column: ReturnType<Values["column"]>, row: number): string | null {
  const text = nullableTextAt(column, row);
  return text === null ? null : fromSortKey(text);
}
