import type { CustomerEventRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import { fromSortKey } from "./sort-key.js";
import { nullableTextsOfColumn, type TextColumn, textsOfColumn } from "./text-column.js";

/**
 * Customer events column by column, the form in which many of them pass from thread to thread and into an engine.
 *
 * `type`, `region` and `source` point into `names`, `repairs` into `lists`. A number that is not known is NaN; so is the place
 * of a region that is not there. Ids are sort keys, and so is `previousId`. Of `properties`,
 * `traits` and `context` each is JSON, and none where the object is empty. A message's id stands in its key, and who the
 * customer is in `userId` and `anonymousId`.
 */
export interface EventColumns {
  readonly rows: number;
  readonly names: readonly string[];
  readonly lists: readonly (readonly string[])[];
  /** Every id that the events name, once. */
  readonly ids: readonly string[];
  readonly keyHash: Float64Array<ArrayBuffer>;
  readonly sortKey: TextColumn;
  readonly hash: TextColumn;
  readonly at: Float64Array<ArrayBuffer>;
  readonly generatedAt: Float64Array<ArrayBuffer>;
  /** Local date as days since 1970-01-01. */
  readonly day: Int32Array<ArrayBuffer>;
  readonly offsetMinutes: Int32Array<ArrayBuffer>;
  readonly userId: TextColumn;
  readonly anonymousId: TextColumn;
  readonly previousId: TextColumn;
  readonly type: Float64Array<ArrayBuffer>;
  readonly event: TextColumn;
  readonly region: Float64Array<ArrayBuffer>;
  readonly properties: TextColumn;
  readonly traits: TextColumn;
  readonly context: TextColumn;
  readonly repairs: Uint32Array<ArrayBuffer>;
  readonly demo: Uint8Array<ArrayBuffer>;
  readonly source: Float64Array<ArrayBuffer>;
  readonly line: Float64Array<ArrayBuffer>;
  readonly offset: Float64Array<ArrayBuffer>;
  readonly raw: TextColumn;
}

/** The records that columns were made of. */
export function recordsOfEvents(columns: EventColumns): CustomerEventRecord[] {
  const { names, lists } = columns;
  const [keys, hashes, raws] = [columns.sortKey, columns.hash, columns.raw].map(textsOfColumn);
  const ids = [columns.userId, columns.anonymousId].map(nullableTextsOfColumn);
  const events = nullableTextsOfColumn(columns.event);
  const objects = [columns.properties, columns.traits, columns.context].map(nullableTextsOfColumn);
  return Array.from({ length: columns.rows }, (_, row): CustomerEventRecord => {
    const key = fromSortKey(keys?.[row] ?? "");
    const name = (column: Float64Array) => names[column[row] ?? Number.NaN] ?? null;
    const id = (index: number) => {
      const text = ids[index]?.[row] ?? null;
      return text === null ? null : fromSortKey(text);
    };
    const object = (index: number) => objectOf(objects[index]?.[row] ?? null);
    const [userId, anonymousId] = [id(0), id(1)];
    const generatedAt = columns.generatedAt[row] ?? Number.NaN;
    return {
      kind: "customer-event",
      key,
      hash: hashes?.[row] ?? "",
      at: columns.at[row] ?? Number.NaN,
      offsetMinutes: columns.offsetMinutes[row] ?? 0,
      date: dateOfDay(columns.day[row] ?? 0),
      generatedAt: Number.isNaN(generatedAt) ? null : generatedAt,
      repairs: [...(lists[columns.repairs[row] ?? 0] ?? [])],
      demo: columns.demo[row] === 1,
      position: {
        source: name(columns.source) ?? "",
        line: columns.line[row] ?? 0,
        offset: columns.offset[row] ?? 0,
      },
      raw: raws?.[row] ?? "",
      type: (name(columns.type) ?? "track") as CustomerEventRecord["type"],
      messageId: messageIdOf(key),
      customerId: userId ?? anonymousId ?? "",
      userId,
      anonymousId,
      event: events[row] ?? null,
      region: name(columns.region),
      properties: object(0),
      traits: object(1),
      context: object(2),
    };
  });
}

/** The id of the message whose natural key this is. */
export function messageIdOf(key: string): string {
  const parts: unknown = JSON.parse(key);
  return Array.isArray(parts) ? String(parts[1]) : "";
}

/** An object as columns keep it. */
export function objectOf(json: string | null): Record<string, unknown> {
  return json === null ? {} : (JSON.parse(json) as Record<string, unknown>);
}
