import type { WebIntelRecord } from "../schema/record.js";
import { dayOfDate, MS_PER_DAY } from "../schema/time-text.js";

/** What the join reads of a web-intelligence record. */
export type ContextSource = Pick<
  WebIntelRecord,
  | "key"
  | "date"
  | "offsetMinutes"
  | "generatedAt"
  | "region"
  | "weather"
  | "holidays"
  | "posts"
  | "postsCount"
  | "topics"
  | "demo"
>;

/** When a row stands, and until when what it may use had been published. */
export interface Vantage {
  readonly region: string;
  /** Local date, days since 1970-01-01. */
  readonly day: number;
  /** Instant; what was generated later is not known. */
  readonly knownBy: number;
}

/** Answers what was known of a region on a day; there is no way to ask it for what lies ahead. */
export interface ContextIndex {
  /** Records of the latest day, at most `maxAgeDays` before, that pass `has`; ordered by key, none when there is no such day. */
  latest(
    vantage: Vantage,
    options: { readonly maxAgeDays: number; readonly has: (source: ContextSource) => boolean },
  ): { readonly day: number; readonly sources: readonly ContextSource[] } | null;
  /** Records of one day as known at the vantage; none for a day after it. */
  on(vantage: Vantage, day: number): readonly ContextSource[];
}

/** Indexes web intelligence by region and day; its order does not matter, forecasts and what has no region are left out. */
export function indexContext(sources: Iterable<ContextSource>): ContextIndex {
  const byPlace = new Map<string, ContextSource[]>();
  for (const found of sources) {
    if (found.region === null || isForecast(found)) continue;
    const source = found.weather?.status === "forecast" ? { ...found, weather: null } : found;
    const place = placeKey(found.region, dayOfDate(found.date));
    const held = byPlace.get(place);
    if (held === undefined) byPlace.set(place, [source]);
    else held.push(source);
  }
  for (const held of byPlace.values()) held.sort((a, b) => (a.key < b.key ? -1 : 1));
  const on = ({ region, day: own, knownBy }: Vantage, day: number) =>
    day > own
      ? []
      : (byPlace.get(placeKey(region, day)) ?? []).filter(
          ({ generatedAt }) => generatedAt === null || generatedAt <= knownBy,
        );
  return {
    on,
    latest(vantage, { maxAgeDays, has }) {
      for (let day = vantage.day; day >= vantage.day - maxAgeDays; day--) {
        const found = on(vantage, day).filter(has);
        if (found.length > 0) return { day, sources: found };
      }
      return null;
    },
  };
}

/** Made before its day began: said of the future, not seen. */
function isForecast({ generatedAt, date, offsetMinutes }: ContextSource): boolean {
  return generatedAt !== null && generatedAt < dayOfDate(date) * MS_PER_DAY - offsetMinutes * 60000;
}

function placeKey(region: string, day: number): string {
  return `${day} ${region}`;
}
