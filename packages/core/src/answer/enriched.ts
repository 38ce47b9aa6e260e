import type { ContextSource } from "../enrich/context-index.js";
import { enrichBehaviour } from "../enrich/enrich-behaviour.js";
import { cellTrends } from "../enrich/trend/cell-trends.js";
import type { HolidayCalendar } from "../schema/holiday-calendar.js";
import type { WebIntelRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import type { RecordStore } from "../store/record-store.js";
import type { Query } from "./backend.js";
import type { EnrichedAnswer } from "./model/enriched.js";
import {
  checkKeys,
  type DataGround,
  FILTER_KEYS,
  knownNames,
  readChoice,
  readFilters,
  readLimit,
  refuse,
} from "./query.js";

/** Context before the first row that a row may look at: its own age and the days of its normal. */
const DAYS_BEFORE = 40;
const PAGE = 1000;

/**
 * The enriched table of one cell (`GET /api/v1/behavior/enriched`): its newest rows within the dates, in order of time.
 *
 * @param options.calendar - default Taiwan's
 * @throws CoreError `unknown_key`, `unknown_persona`, `unknown_region`, `invalid_input` (also without persona or region),
 * `out_of_range`
 */
export async function enriched(
  ground: DataGround,
  query: Query,
  { calendar }: { readonly calendar?: HolidayCalendar | undefined } = {},
): Promise<EnrichedAnswer> {
  checkKeys(query, [...FILTER_KEYS, "limit", "include"]);
  const { names } = await knownNames(ground);
  const { applied, ...filters } = readFilters(query, names);
  const limit = readLimit(query, { most: 2000, otherwise: 1000 });
  const include = readChoice(query, {
    key: "include",
    choices: ["table", "trends"],
    otherwise: "table",
  });
  for (const key of ["persona", "region"] as const) {
    if (filters[key] !== undefined) continue;
    throw refuse("invalid_input", { pointer: `/${key}`, detail: `found none, expected a ${key}` });
  }
  const newest = await ground.store.behaviour({ ...filters, order: "desc", limit });
  const rows = newest.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  const context =
    first === undefined || last === undefined
      ? []
      : await contextOf(ground.store, {
          region: first.region,
          fromDay: dayOfDate(first.date) - DAYS_BEFORE,
          toDay: dayOfDate(last.date),
        });
  const data = enrichBehaviour(rows, context, calendar === undefined ? {} : { calendar });
  const outcomes = data.columns.flatMap(({ column, kind, values }) =>
    kind !== "observed" || values === 0 || column === "people"
      ? []
      : [column.replace("shares.", "share:")],
  );
  return {
    success: true,
    count: rows.length,
    data,
    trends: include === "trends" ? cellTrends(data.rows, { outcomes }) : null,
    filters_applied: { ...applied, limit },
  };
}

/** Web intelligence of one region, read page by page, so that no more than that is held. */
async function contextOf(
  store: RecordStore,
  { region, ...days }: { region: string; fromDay: number; toDay: number },
): Promise<ContextSource[]> {
  const found: ContextSource[] = [];
  let after: { at: number; key: string } | undefined;
  for (;;) {
    const page = await store.records({ kind: "web-intel", ...days, limit: PAGE, after });
    for (const record of page) {
      if (record.region !== region) continue;
      found.push(sourceOf(record));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = { at: last.at, key: last.key };
  }
}

/** Without the line as it was read, which would be most of what is held. */
function sourceOf(record: WebIntelRecord): ContextSource {
  const { key, date, offsetMinutes, generatedAt, region, weather } = record;
  const { holidays, posts, postsCount, topics, demo } = record;
  const head = { key, date, offsetMinutes, generatedAt, region, demo };
  return { ...head, weather, holidays, posts, postsCount, topics };
}
