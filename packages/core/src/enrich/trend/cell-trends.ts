import type { EnrichedRow } from "../../schema/enriched.js";
import { dayOfDate } from "../../schema/time-text.js";
import type { TrendReport } from "../../schema/trend.js";
import { outcomeOf } from "../effect/outcome.js";
import { correlateTrends, type TrendOptions, type TrendSeries } from "./correlate-trends.js";

const MOST_TOPICS = 10;
const FEWEST_TOPIC_DAYS = 10;

type Read = (row: EnrichedRow) => number | null;

/**
 * Trends of one cell: weather, holidays, sentiment, number of posts and the most frequent topics against its outcomes.
 *
 * Several rows of a day are averaged. Context that is older than its row counts as missing, so that no day is told twice.
 *
 * @param rows - of one persona and region
 * @param options.outcomes - see `outcomeOf`
 */
export function cellTrends(
  rows: readonly EnrichedRow[],
  {
    outcomes,
    ...options
  }: Omit<TrendOptions, "firstDay"> & { readonly outcomes: readonly string[] },
): TrendReport {
  const days = rows.map(({ date }) => dayOfDate(date));
  const firstDay = days.reduce((a, b) => Math.min(a, b), days[0] ?? 0);
  const length = days.reduce((a, b) => Math.max(a, b), firstDay) - firstDay + 1;
  const series = (name: string, read: Read): TrendSeries => {
    const sums = Array.from({ length }, () => ({ total: 0, n: 0 }));
    for (const [i, row] of rows.entries()) {
      const value = read(row);
      const sum = sums[(days[i] ?? firstDay) - firstDay];
      if (value === null || sum === undefined) continue;
      sum.total += value;
      sum.n++;
    }
    return { name, values: sums.map(({ total, n }) => (n === 0 ? null : total / n)) };
  };
  const drivers = [
    ...(["temperature", "rain", "comfort"] as const).map((name) =>
      series(name, (row) => (row.weatherDate === row.date ? row[name] : null)),
    ),
    series("holiday", ({ holidayPhase }) => Number(holidayPhase === "during")),
    ...(["sentiment", "posts"] as const).map((name) =>
      series(name, (row) => (row.socialDate === row.date ? row[name] : null)),
    ),
    ...frequentTopics(rows).map((topic) =>
      series(`topic:${topic}`, ({ socialDate, date, topics }) =>
        socialDate === date ? Number(topics.includes(topic)) : null,
      ),
    ),
  ].filter(({ values }) => values.some((value) => value !== null));
  const measured = outcomes.map((name) => series(name, outcomeOf(name).read));
  return correlateTrends({ drivers, outcomes: measured }, { ...options, firstDay });
}

function frequentTopics(rows: readonly EnrichedRow[]): string[] {
  const datesOf = new Map<string, Set<string>>();
  for (const { topics, socialDate } of rows) {
    for (const topic of topics) {
      const dates = datesOf.get(topic) ?? new Set();
      datesOf.set(topic, dates.add(socialDate ?? ""));
    }
  }
  return [...datesOf]
    .filter(([, { size }]) => size >= FEWEST_TOPIC_DAYS)
    .sort(([a, x], [b, y]) => y.size - x.size || (a < b ? -1 : 1))
    .slice(0, MOST_TOPICS)
    .map(([topic]) => topic);
}
