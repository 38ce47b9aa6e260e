import { previousIdOf } from "../schema/profile.js";
import type { CustomerEventRecord } from "../schema/record.js";
import { textListJson } from "../schema/text-list-json.js";
import { dayOfDate } from "../schema/time-text.js";
import type { EventColumns } from "./event-columns.js";
import { keyHash } from "./key-hash.js";
import { packColumns } from "./packed-columns.js";
import { Places } from "./places.js";
import { toSortKey } from "./sort-key.js";
import { TextBuilder } from "./text-builder.js";

/** Bytes of a row's texts that room is made for at first. */
const [RAW, PROPERTIES, ID, DIGEST] = [512, 256, 32, 64];

/** Customer events as columns, in their order; none of them a deletion or a revision. */
export function eventColumns(events: readonly CustomerEventRecord[]): EventColumns {
  const rows = events.length;
  const names = new Places<string>();
  const lists = new Places<readonly string[]>();
  const listJson = textListJson();
  const ids = new Set<string>();
  const text = (bytes: number) => new TextBuilder(rows, bytes * rows);
  const numbers = () => new Float64Array(rows);
  const texts = {
    sortKey: text(ID),
    hash: text(DIGEST),
    userId: text(ID),
    anonymousId: text(ID),
    previousId: text(0),
    event: text(ID),
    properties: text(PROPERTIES),
    traits: text(0),
    context: text(0),
    raw: text(RAW),
  };
  const columns = {
    keyHash: numbers(),
    at: numbers(),
    generatedAt: numbers(),
    day: new Int32Array(rows),
    offsetMinutes: new Int32Array(rows),
    type: numbers(),
    region: numbers(),
    repairs: new Uint32Array(rows),
    demo: new Uint8Array(rows),
    source: numbers(),
    line: numbers(),
    offset: numbers(),
  };
  const name = (value: string | null) => (value === null ? Number.NaN : names.of(value, value));
  let [lastDate, lastDay] = ["", 0];
  for (const [row, event] of events.entries()) {
    const previousId = previousIdOf(event);
    for (const id of [event.userId, event.anonymousId, previousId]) if (id !== null) ids.add(id);
    if (event.date !== lastDate) [lastDate, lastDay] = [event.date, dayOfDate(event.date)];
    columns.keyHash[row] = keyHash(event.key);
    texts.sortKey.add(toSortKey(event.key));
    texts.hash.add(event.hash);
    columns.at[row] = event.at;
    columns.generatedAt[row] = event.generatedAt ?? Number.NaN;
    columns.day[row] = lastDay;
    columns.offsetMinutes[row] = event.offsetMinutes;
    texts.userId.add(sortKeyOf(event.userId));
    texts.anonymousId.add(sortKeyOf(event.anonymousId));
    texts.previousId.add(sortKeyOf(previousId));
    columns.type[row] = name(event.type);
    texts.event.add(event.event);
    columns.region[row] = name(event.region);
    texts.properties.add(jsonOf(event.properties));
    texts.traits.add(jsonOf(event.traits));
    texts.context.add(jsonOf(event.context));
    columns.repairs[row] = lists.of(listJson(event.repairs), event.repairs);
    columns.demo[row] = Number(event.demo);
    columns.source[row] = name(event.position.source);
    columns.line[row] = event.position.line;
    columns.offset[row] = event.position.offset;
    texts.raw.add(event.raw);
  }
  return packColumns({
    rows,
    names: names.all,
    lists: lists.all,
    ids: [...ids],
    ...columns,
    sortKey: texts.sortKey.column(),
    hash: texts.hash.column(),
    userId: texts.userId.column(),
    anonymousId: texts.anonymousId.column(),
    previousId: texts.previousId.column(),
    event: texts.event.column(),
    properties: texts.properties.column(),
    traits: texts.traits.column(),
    context: texts.context.column(),
    raw: texts.raw.column(),
  });
}

function sortKeyOf(id: string | null): string | null {
  return id === null ? null : toSortKey(id);
}

/** Null for an object with nothing in it. */
function jsonOf(object: Readonly<Record<string, unknown>>): string | null {
  for (const _ in object) return JSON.stringify(object);
  return null;
}
