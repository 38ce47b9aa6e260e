import type { CustomerEventRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { packFields, type StoreKeys, unpackFields } from "../seal/index.js";
import { type EventColumns, messageIdOf, objectOf } from "../store/event-columns.js";
import { fromSortKey } from "../store/sort-key.js";
import {
  nullableTextsOfColumn,
  type TextColumn,
  textBytes,
  textsOfColumn,
} from "../store/text-column.js";
import type { FilledPart } from "./append-rows.js";
import { bytesColumn } from "./column.js";
import type { NameTable } from "./name-table.js";
import { bytesAt, nullableNumberAt, nullableTextAt, numberAt, type Values } from "./read-value.js";
import type { SealedTable } from "./sealed-table.js";

/** Texts of an event that its box holds, in their order. */
const BOXED = ["sortKey", "hash", "event", "properties", "traits", "context", "raw"] as const;
const PURPOSE = "customer_event";

/** Columns whose keys are told by keyed hashes. */
export function withKeyedHashes(columns: EventColumns, { keys }: NameTable): EventColumns {
  if (keys === null) return columns;
  const keyHash = Float64Array.from(
    textsOfColumn(columns.sortKey),
    (key) => keys.ids.key(key).hash,
  );
  return { ...columns, keyHash };
}

/** What the engine sees of sealed events: ids as tokens, and the rest of what is personal in one box for each row. */
export function sealedEventTexts(columns: EventColumns, keys: StoreKeys): FilledPart["columns"] {
  const tokens = (column: TextColumn) =>
    nullableTextsOfColumn(column).map((id) => (id === null ? null : keys.ids.token(id)));
  const users = tokens(columns.userId);
  const devices = tokens(columns.anonymousId);
  const former = tokens(columns.previousId);
  const sealer = keys.sealer(PURPOSE);
  const boxes = users.map((user, row) => {
    const fields = BOXED.map((name) => bytesOf(columns[name], row));
    const ids = [user, devices[row] ?? null, former[row] ?? null];
    const [hash, at] = [columns.keyHash[row], columns.at[row]];
    return sealer.seal(packFields(fields), boundTo({ hash, at, ids }));
  });
  return [
    { name: "user_id", type: "VARCHAR", values: users },
    { name: "anonymous_id", type: "VARCHAR", values: devices },
    { name: "previous_id", type: "VARCHAR", values: former },
    { name: "box", type: "BLOB", values: bytesColumn(boxes) },
  ];
}

function bytesOf(column: TextColumn, row: number): Uint8Array | null {
  return column.nulls?.[row] === 1 ? null : textBytes(column, row);
}

/** What a box belongs to: neither its key, its time nor its ids can be changed beside it. */
function boundTo(about: {
  readonly hash: number | undefined;
  readonly at: number | undefined;
  readonly ids: readonly (string | null)[];
}): string {
  return `${about.hash} ${about.at} ${about.ids.map((id) => id ?? "-").join(" ")}`;
}

/** The boxes of events. */
export const SEALED_EVENTS: SealedTable = {
  table: "customer_event",
  purpose: PURPOSE,
  beside: ["key_hash", "instant", "user_id", "anonymous_id", "previous_id"],
  boundTo: ([hash, at, ...ids]) =>
    boundTo({ hash: Number(hash), at: Number(at), ids: ids.map((id) => id ?? null) }),
};

/** What to select for `readSealedEvents`, in its order. */
export const SEALED_EVENT_SELECT =
  "key_hash, instant, day, demo, type, user_id, anonymous_id, previous_id, region, generated_at, offset_minutes, repairs, source, line, byte_offset, box";

/** Rows of `SEALED_EVENT_SELECT` as records. @throws CoreError `sealed_data_changed` */
export function readSealedEvents(
  values: Values,
  names: NameTable,
  keys: StoreKeys,
): CustomerEventRecord[] {
  const of = (index: number) => values.column(index);
  const sealer = keys.sealer(PURPOSE);
  return Array.from({ length: values.rows }, (_, row): CustomerEventRecord => {
    const tokens = [5, 6, 7].map((column) => nullableTextAt(of(column), row));
    const at = numberAt(of(1), row);
    const box = sealer.open(bytesAt(of(15), row), {
      bound: boundTo({ hash: numberAt(of(0), row), at, ids: tokens }),
      where: `an event of ${dateOfDay(numberAt(of(2), row))} in the table customer_event`,
    });
    const [sortKey, hash, event, properties, traits, context, raw] = unpackFields(box);
    const [userId, anonymousId] = tokens.map((token) =>
      token === null ? null : fromSortKey(keys.ids.idOf(token, "an id of a customer")),
    );
    const key = fromSortKey(sortKey ?? "");
    const region = nullableNumberAt(of(8), row);
    return {
      kind: "customer-event",
      key,
      at,
      date: dateOfDay(numberAt(of(2), row)),
      demo: of(3)[row] === true,
      type: names.text(numberAt(of(4), row)) as CustomerEventRecord["type"],
      userId: userId ?? null,
      anonymousId: anonymousId ?? null,
      event: event ?? null,
      region: region === null ? null : names.text(region),
      properties: objectOf(properties ?? null),
      traits: objectOf(traits ?? null),
      context: objectOf(context ?? null),
      hash: hash ?? "",
      generatedAt: nullableNumberAt(of(9), row),
      offsetMinutes: numberAt(of(10), row),
      messageId: messageIdOf(key),
      customerId: userId ?? anonymousId ?? "",
      repairs: names.list(numberAt(of(11), row)),
      position: {
        source: names.text(numberAt(of(12), row)),
        line: numberAt(of(13), row),
        offset: numberAt(of(14), row),
      },
      raw: raw ?? "",
    };
  });
}
