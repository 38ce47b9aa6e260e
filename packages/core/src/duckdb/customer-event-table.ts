import { type CustomerEvent, previousIdOf } from "../schema/profile.js";
import type { CustomerEventRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { keyHash } from "../store/key-hash.js";
import { fromSortKey, toSortKey } from "../store/sort-key.js";
import type { Column } from "./column.js";
import { dayReader } from "./day-reader.js";
import type { NameTable } from "./name-table.js";
import { nullableNumberAt, nullableTextAt, numberAt, textAt, type Values } from "./read-value.js";

/** Columns of customer events; ids are sort keys, so that the engine orders them as every other store does. */
export function customerEventColumns(names: NameTable) {
  const day = dayReader();
  const id = (text: string | null) => (text === null ? null : toSortKey(text));
  return [
    { name: "key_hash", type: "BIGINT", of: ({ key }) => keyHash(key) },
    { name: "sort_key", type: "VARCHAR", of: ({ key }) => toSortKey(key) },
    { name: "hash", type: "VARCHAR", of: ({ hash }) => hash },
    { name: "instant", type: "BIGINT", of: ({ at }) => at },
    { name: "generated_at", type: "BIGINT", of: ({ generatedAt }) => generatedAt },
    { name: "day", type: "INTEGER", of: ({ date }) => day(date) },
    { name: "offset_minutes", type: "INTEGER", of: ({ offsetMinutes }) => offsetMinutes },
    { name: "message_id", type: "VARCHAR", of: ({ messageId }) => id(messageId) },
    { name: "customer_id", type: "VARCHAR", of: ({ customerId }) => id(customerId) },
    { name: "user_id", type: "VARCHAR", of: ({ userId }) => id(userId) },
    { name: "anonymous_id", type: "VARCHAR", of: ({ anonymousId }) => id(anonymousId) },
    { name: "previous_id", type: "VARCHAR", of: (event) => id(previousIdOf(event)) },
    { name: "type", type: "VARCHAR", of: ({ type }) => type },
    { name: "event", type: "VARCHAR", of: ({ event }) => event },
    {
      name: "region",
      type: "INTEGER",
      of: ({ region }) => (region === null ? null : names.idOf(region)),
    },
    { name: "properties", type: "VARCHAR", of: ({ properties }) => JSON.stringify(properties) },
    { name: "traits", type: "VARCHAR", of: ({ traits }) => JSON.stringify(traits) },
    { name: "context", type: "VARCHAR", of: ({ context }) => JSON.stringify(context) },
    { name: "repairs", type: "INTEGER", of: ({ repairs }) => names.idOfList(repairs) },
    { name: "demo", type: "BOOLEAN", of: ({ demo }) => demo },
    { name: "source", type: "INTEGER", of: ({ position }) => names.idOf(position.source) },
    { name: "line", type: "BIGINT", of: ({ position }) => position.line },
    { name: "byte_offset", type: "BIGINT", of: ({ position }) => position.offset },
    { name: "raw", type: "VARCHAR", of: ({ raw }) => raw },
  ] as const satisfies readonly Column<CustomerEventRecord>[];
}

/** What to select for `readCustomerEvents`, in its order. */
export const EVENT_SELECT =
  "sort_key, instant, day, demo, type, user_id, anonymous_id, event, region, properties, traits, context";

/** What to select for `readEventRecords`, in its order. */
export const EVENT_RECORD_SELECT = `${EVENT_SELECT}, hash, generated_at, offset_minutes, message_id, customer_id, repairs, source, line, byte_offset, raw`;

/** Rows of `EVENT_SELECT` as what profiles are made of. */
export function readCustomerEvents(values: Values, names: NameTable): CustomerEvent[] {
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, row): CustomerEvent => {
    const region = nullableNumberAt(of(8), row);
    return {
      key: fromSortKey(textAt(of(0), row)),
      at: numberAt(of(1), row),
      date: dateOfDay(numberAt(of(2), row)),
      demo: of(3)[row] === true,
      type: textAt(of(4), row) as CustomerEvent["type"],
      userId: idAt(of(5), row),
      anonymousId: idAt(of(6), row),
      event: nullableTextAt(of(7), row),
      region: region === null ? null : names.text(region),
      properties: objectAt(of(9), row),
      traits: objectAt(of(10), row),
      context: objectAt(of(11), row),
    };
  });
}

/** Rows of `EVENT_RECORD_SELECT` as records. */
export function readEventRecords(values: Values, names: NameTable): CustomerEventRecord[] {
  const of = (index: number) => values.column(index);
  return readCustomerEvents(values, names).map(
    (event, row): CustomerEventRecord => ({
      kind: "customer-event",
      ...event,
      hash: textAt(of(12), row),
      generatedAt: nullableNumberAt(of(13), row),
      offsetMinutes: numberAt(of(14), row),
      messageId: fromSortKey(textAt(of(15), row)),
      customerId: fromSortKey(textAt(of(16), row)),
      repairs: names.list(numberAt(of(17), row)),
      position: {
        source: names.text(numberAt(of(18), row)),
        line: numberAt(of(19), row),
        offset: numberAt(of(20), row),
      },
      raw: textAt(of(21), row),
    }),
  );
}

type ValueColumn = ReturnType<Values["column"]>;

/** An id as it was given. */
function idAt(column: ValueColumn, row: number): string | null {
  const text = nullableTextAt(column, row);
  return text === null ? null : fromSortKey(text);
}

function objectAt(column: ValueColumn, row: number): Record<string, unknown> {
  return JSON.parse(textAt(column, row)) as Record<string, unknown>;
}
