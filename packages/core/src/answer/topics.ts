import { type TopicPost, topicsOf } from "../intel/index.js";
import type { WebIntelRecord } from "../schema/record.js";
import { dateOfDay, dayOfDate, MS_PER_DAY } from "../schema/time-text.js";
import type { Query } from "./backend.js";
import type { RecordLink, TopicsAnswer } from "./model/intel-finding.js";
import { checkKeys, type DataGround, knownNames, readFilters, readLimit } from "./query.js";
import { recordLink } from "./record-link.js";

const WINDOW_DAYS = 7;
const PREVIOUS_DAYS = 28;

interface StoredPost extends TopicPost {
  readonly record: WebIntelRecord;
}

/**
 * What is posted more than before (`GET /api/v1/intel/topics`): a window of 7 days that ends with the newest post, unless
 * told, against the 28 days before it.
 *
 * @throws CoreError `unknown_key` (posts have no persona), `unknown_region`, `invalid_input`, `out_of_range`
 */
export async function topics(ground: DataGround, query: Query): Promise<TopicsAnswer> {
  checkKeys(query, ["region", "start_date", "end_date", "limit"]);
  const { names, content } = await knownNames(ground);
  const { region, fromDay, toDay, applied } = readFilters(query, names);
  const limit = readLimit(query, { most: 1000, otherwise: 20 });
  const records = await ground.store.records({ kind: "web-intel" });
  const posts = distinctPosts(
    records.filter((record) => region === undefined || record.region === region),
  );
  const head = { success: true as const, filters_applied: { ...applied, limit } };
  const newest = posts.reduce((last, { day }) => Math.max(last, day), -Infinity);
  const last = toDay ?? newest;
  if (posts.length === 0 || last < (fromDay ?? last)) {
    const none = { count: 0, total: 0, window: null, previous: null, data: [] };
    return { ...head, ...none, demo: content.demo };
  }
  const first = fromDay ?? last - WINDOW_DAYS + 1;
  const between = (from: number, to: number) => posts.filter(({ day }) => day >= from && day <= to);
  const now = between(first, last);
  const before = between(first - PREVIOUS_DAYS, first - 1);
  const found = topicsOf(now, before);
  const shown = found.slice(0, limit);
  const span = (from: number, to: number) => ({
    from: dateOfDay(from),
    to: dateOfDay(to),
    days: to - from + 1,
  });
  return {
    ...head,
    count: shown.length,
    total: found.length,
    window: { ...span(first, last), posts: now.length },
    previous: { ...span(first - PREVIOUS_DAYS, first - 1), posts: before.length },
    data: shown.map(
      ({ term, origin, count, previousCount, ratio, low, high, trending, posts }) => ({
        term,
        origin,
        count,
        previous_count: previousCount,
        ratio,
        ratio_low: low,
        ratio_high: high,
        trending,
        records: linksOf(posts.flatMap((index) => now[index]?.record ?? [])),
      }),
    ),
    demo: content.demo,
  };
}

/** Each url once, by its first record; what has none is told apart by where, when and what. */
function distinctPosts(records: readonly WebIntelRecord[]): StoredPost[] {
  const byIdentity = new Map<string, StoredPost>();
  for (const record of records) {
    for (const { url, platform, board, author, title, keywords, at } of record.posts) {
      const day =
        at === null
          ? dayOfDate(record.date)
          : Math.floor((at + record.offsetMinutes * 60_000) / MS_PER_DAY);
      const identity = url ?? JSON.stringify([platform, board, author, title, day]);
      if (!byIdentity.has(identity)) byIdentity.set(identity, { title, keywords, day, record });
    }
  }
  return [...byIdentity.values()];
}

function linksOf(records: readonly WebIntelRecord[]): RecordLink[] {
  return [...new Map(records.map((record) => [record.key, recordLink(record)])).values()];
}
