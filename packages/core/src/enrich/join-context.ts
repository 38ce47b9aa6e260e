import type { EnrichedRow } from "../schema/enriched.js";
import type { HolidayCalendar } from "../schema/holiday-calendar.js";
import type { BehaviourRecord } from "../schema/record.js";
import { dateOfDay, dayOfDate, MS_PER_DAY } from "../schema/time-text.js";
import {
  type ContextIndex,
  type ContextSource,
  indexContext,
  type Vantage,
} from "./context-index.js";
import { type HolidayReach, holidayPhases } from "./holiday-phase.js";
import { scoreSentiment } from "./sentiment/score.js";

/** What the join reads of a behaviour record. */
export type BehaviourSource = Omit<
  BehaviourRecord,
  "kind" | "hash" | "generatedAt" | "repairs" | "position" | "raw" | "insights"
>;

/** How the context of a row is chosen. */
export interface JoinOptions extends HolidayReach {
  readonly calendar: HolidayCalendar;
  /** How long after a row's instant its day's report may be published and still count as known, ms; default a day. */
  readonly publishingLagMs?: number;
  /** How old context may be, days; default 3. */
  readonly maxAgeDays?: number;
}

const NORMAL_DAYS = 30;
const FEWEST_NORMAL_DAYS = 15;

/**
 * Joins to every behaviour row the latest weather, holidays and posts that were known of its day and region.
 *
 * @remarks A row sees a record only when the record's date is not after the row's, and, where the record says when it
 * was generated, only when that is within the lag after the row's instant. So what arrives for later days, or in
 * another order, changes no earlier row. Observed columns are copied as they are.
 * @returns rows in the order of `behaviour`, `adjusted` still empty
 */
export function joinContext(
  behaviour: Iterable<BehaviourSource>,
  context: Iterable<ContextSource>,
  { calendar, publishingLagMs = MS_PER_DAY, maxAgeDays = 3, ...reach }: JoinOptions,
): EnrichedRow[] {
  const index = indexContext(context);
  const phaseOf = holidayPhases(calendar, reach);
  return Array.from(behaviour, (row) => {
    const day = dayOfDate(row.date);
    const vantage = { region: row.region, day, knownBy: row.at + publishingLagMs };
    const phase = phaseOf(day);
    return {
      ...observed(row),
      ...weatherOf(index, vantage, maxAgeDays),
      holiday: phase?.holiday ?? null,
      holidayPhase: phase?.phase ?? null,
      holidayOffsetDays: phase?.offsetDays ?? null,
      ...socialOf(index, vantage, maxAgeDays),
      adjusted: {},
    };
  });
}

function observed(row: BehaviourSource) {
  const { key, at, offsetMinutes, date, demo, persona, region, people, shares } = row;
  const { satisfaction, digitalAdoption, gamification, efficiency } = row;
  const head = { key, at, offsetMinutes, date, demo, persona, region, people };
  return {
    ...head,
    shares: { ...shares },
    satisfaction,
    digitalAdoption,
    gamification,
    efficiency,
  };
}

function weatherOf(index: ContextIndex, vantage: Vantage, maxAgeDays: number) {
  const found = index.latest(vantage, { maxAgeDays, has: ({ weather }) => weather !== null });
  const sources = found?.sources ?? [];
  const temperature = meanOf(sources, ({ weather }) => weather?.temperature ?? null);
  return {
    weatherDate: found === null ? null : dateOfDay(found.day),
    temperature,
    temperatureAnomaly: found === null ? null : anomaly(temperature, index, vantage, found.day),
    humidity: meanOf(sources, ({ weather }) => weather?.humidity ?? null),
    rain: meanOf(sources, ({ weather }) => {
      const rainy = weather?.rainy ?? null;
      return rainy === null ? null : Number(rainy);
    }),
    comfort: meanOf(sources, ({ weather }) => weather?.comfort ?? null),
  };
}

/** Above the mean of the days before; null where fewer than half of them are known. */
function anomaly(
  temperature: number | null,
  index: ContextIndex,
  vantage: Vantage,
  day: number,
): number | null {
  if (temperature === null) return null;
  let total = 0;
  let days = 0;
  for (let before = day - NORMAL_DAYS; before < day; before++) {
    const past = index.on(vantage, before);
    const value = meanOf(past, ({ weather }) => weather?.temperature ?? null);
    if (value === null) continue;
    total += value;
    days++;
  }
  return days < FEWEST_NORMAL_DAYS ? null : temperature - total / days;
}

function socialOf(index: ContextIndex, vantage: Vantage, maxAgeDays: number) {
  const found = index.latest(vantage, { maxAgeDays, has: isSocial });
  const sources = found?.sources ?? [];
  const posts = sources
    .flatMap((source) => source.posts)
    .filter(({ at }) => at === null || at <= vantage.knownBy);
  const today = dateOfDay(vantage.day);
  const reported = sources
    .flatMap(({ holidays }) => holidays)
    .filter(({ start, end }) => start !== null && start <= today && today <= (end ?? start));
  return {
    reportedHolidays: distinct(reported.map(({ name }) => name)),
    socialDate: found === null ? null : dateOfDay(found.day),
    posts: found === null ? null : posts.length,
    sentiment: meanOf(posts, ({ title, sentiment }) => sentiment ?? scoreSentiment(title).score),
    topics: distinct(sources.flatMap(({ topics }) => topics)),
  };
}

/** A report of weather alone says nothing of posts, not even that there were none. */
function isSocial({ posts, postsCount, topics }: ContextSource): boolean {
  return posts.length > 0 || postsCount !== null || topics.length > 0;
}

function meanOf<T>(from: readonly T[], of: (each: T) => number | null): number | null {
  const known = from.flatMap((each) => of(each) ?? []);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
