import { CoreError } from "../error.js";
import type { WebIntelRecord } from "../schema/record.js";
import { dateOfDay } from "../schema/time-text.js";
import type { Query } from "./backend.js";
import type { WebIntelAnswer } from "./model/intel.js";
import { checkKeys, type DataGround, readDay } from "./query.js";
import { recordLink } from "./record-link.js";
import { timestamp } from "./timestamp.js";
import { foretoldWeather, newestDay, observedWeather } from "./weather.js";

const MOST_POSTS = 20;

/**
 * Weather, holidays, posts, topics and insights of a day (`GET /api/v1/behavior/web-intel`), the newest unless asked.
 *
 * @throws CoreError `not_found` when nothing is known of the day, `unknown_key`, `invalid_input`
 */
export async function webIntel({ store }: DataGround, query: Query): Promise<WebIntelAnswer> {
  checkKeys(query, ["date"]);
  const kind = "web-intel";
  const asked = readDay(query, "date");
  const day = asked ?? (await newestDay(store));
  const rows = day === undefined ? [] : await store.records({ kind, fromDay: day, toDay: day });
  if (day === undefined || rows.length === 0) {
    const newest = await newestDay(store);
    const found =
      asked === undefined ? "no web intelligence at all" : `none of ${dateOfDay(asked)}`;
    const hint =
      newest === undefined ? "ingest some first" : `the newest is of ${dateOfDay(newest)}`;
    const detail = `found ${found}; ${hint}`;
    throw new CoreError("not_found", detail, [{ pointer: "/date", detail }]);
  }
  const weathers = observedWeather(rows);
  return {
    success: true,
    date: dateOfDay(day),
    weather: weathers[0] ?? null,
    weather_by_location: weathers,
    weather_forecast: foretoldWeather(rows),
    holiday_events: distinct(rows.flatMap(holidaysOf)),
    posts_count: postsCount(rows),
    social_posts: distinct(rows.flatMap(postsOf)).slice(0, MOST_POSTS),
    trending_topics: distinct(rows.flatMap(({ topics }) => topics)),
    market_insights: distinct(rows.flatMap(({ insights }) => insights)),
    linked_insights: linkedInsights(rows),
    demo: rows.some(({ demo }) => demo),
  };
}

function holidaysOf({ holidays }: WebIntelRecord) {
  return holidays.map(({ start, end, keywords, ...rest }) => ({
    ...rest,
    start_date: start,
    end_date: end,
    related_keywords: keywords,
  }));
}

function postsOf({ posts, offsetMinutes }: WebIntelRecord) {
  return posts.map(({ at, ...rest }) => ({
    ...rest,
    timestamp: at === null ? null : timestamp(at, offsetMinutes),
  }));
}

function linkedInsights(rows: readonly WebIntelRecord[]): WebIntelAnswer["linked_insights"] {
  const texts = distinct(rows.flatMap(({ insights }) => insights));
  return texts.map((text) => ({
    text,
    records: rows.filter(({ insights }) => insights.includes(text)).map(recordLink),
  }));
}

function postsCount(rows: readonly WebIntelRecord[]): number | null {
  const known = rows.flatMap(({ postsCount: count }) => (count === null ? [] : [count]));
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

/** Values without repeats, in the order in which they first came. */
function distinct<T>(values: readonly T[]): T[] {
  const seen = new Map<string, T>();
  for (const value of values) {
    const key = JSON.stringify(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}
