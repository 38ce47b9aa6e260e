import { CoreError, type ErrorCode } from "../error.js";
import type { Catalogue } from "../schema/catalogue.js";
import { nearestName } from "../schema/fold-name.js";
import { createNames, type Names } from "../schema/names.js";
import { MS_PER_DAY, readTime } from "../schema/time-text.js";
import type { RecordStore, StoreContent } from "../store/record-store.js";
import type { Query } from "./backend.js";

/** What the questions about data are answered from. */
export interface DataGround {
  readonly store: RecordStore;
  readonly catalogue: Catalogue;
}

/** What is in the store, and every name that may be asked for: the catalogue's and the store's. */
export async function knownNames({
  store,
  catalogue,
}: DataGround): Promise<{ names: Names; content: StoreContent }> {
  const content = await store.content();
  return { names: createNames(catalogue, content), content };
}

/** @throws CoreError `unknown_key` with the nearest key that the question has */
export function checkKeys(query: Query, keys: readonly string[]): void {
  for (const key of Object.keys(query)) {
    if (keys.includes(key)) continue;
    const nearest = nearestName(key, keys);
    throw refuse("unknown_key", {
      pointer: `/${key.slice(0, 100)}`,
      detail: `found the key "${key.slice(0, 100)}", expected one of ${keys.join(", ")}; did you mean "${nearest}"?`,
    });
  }
}

/** Filters that every question about behaviour takes, resolved. */
export interface Filters {
  readonly persona: string | undefined;
  readonly region: string | undefined;
  readonly fromDay: number | undefined;
  readonly toDay: number | undefined;
  /** As they are shown in `filters_applied`. */
  readonly applied: Record<string, string | number>;
}

export const FILTER_KEYS = ["persona", "region", "start_date", "end_date"];

/**
 * Reads persona, region and the inclusive local dates.
 *
 * @throws CoreError `unknown_persona` | `unknown_region` with the nearest name, `invalid_input` for a date that is none,
 * `out_of_range` when the end is before the start
 */
export function readFilters(query: Query, names: Names): Filters {
  const applied: Record<string, string | number> = {};
  const { persona: group, region: place } = query;
  const persona = given(group) ? names.askPersona(group) : undefined;
  const region = given(place) ? names.askRegion(place) : undefined;
  const fromDay = readDay(query, "start_date");
  const toDay = readDay(query, "end_date");
  if (fromDay !== undefined && toDay !== undefined && toDay < fromDay) {
    throw refuse("out_of_range", {
      pointer: "/end_date",
      detail: `found ${query.end_date}, expected a date that is not before start_date, ${query.start_date}`,
    });
  }
  if (persona !== undefined) applied.persona = persona;
  if (region !== undefined) applied.region = region;
  if (fromDay !== undefined) applied.start_date = query.start_date ?? "";
  if (toDay !== undefined) applied.end_date = query.end_date ?? "";
  return { persona, region, fromDay, toDay, applied };
}

/** Days since 1970 of a date key, undefined when it is not given. @throws CoreError `invalid_input` */
export function readDay(query: Query, key: string): number | undefined {
  const text = query[key];
  if (!given(text)) return undefined;
  const time = readTime(text);
  if (time?.dateOnly !== true) {
    throw refuse("invalid_input", {
      pointer: `/${key}`,
      detail: `found ${JSON.stringify(text.slice(0, 100))}, expected a date on the calendar, YYYY-MM-DD`,
    });
  }
  return time.wallMs / MS_PER_DAY;
}

/** A whole number of a key within limits. @throws CoreError `invalid_input` | `out_of_range` */
export function readLimit(
  query: Query,
  { most, otherwise }: { most: number; otherwise: number },
): number {
  const text = query.limit;
  if (!given(text)) return otherwise;
  const expected = `expected a whole number from 1 to ${most}`;
  const found = `found ${JSON.stringify(text.slice(0, 100))}`;
  if (!/^-?\d+$/.test(text)) {
    throw refuse("invalid_input", { pointer: "/limit", detail: `${found}, ${expected}` });
  }
  const limit = Number(text);
  if (limit >= 1 && limit <= most) return limit;
  throw refuse("out_of_range", { pointer: "/limit", detail: `${found}, ${expected}` });
}

/** One of some words. @throws CoreError `invalid_input` */
export function readChoice<T extends string, N extends T | null>(
  query: Query,
  { key, choices, otherwise }: { key: string; choices: readonly T[]; otherwise: N },
): T | N {
  const text = query[key];
  if (!given(text)) return otherwise;
  const choice = choices.find((word) => word === text);
  if (choice !== undefined) return choice;
  throw refuse("invalid_input", {
    pointer: `/${key}`,
    detail: `found ${JSON.stringify(text.slice(0, 100))}, expected one of ${choices.join(", ")}`,
  });
}

/** A refusal with one place. */
export function refuse(
  code: ErrorCode,
  { pointer, detail }: { pointer: string; detail: string },
): CoreError {
  return new CoreError(code, detail, [{ pointer, detail }]);
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}
