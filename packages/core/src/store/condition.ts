import type { ConditionRow, ConditionSource } from "../schema/history.js";
import { dayOfDate } from "../schema/time-text.js";
import { WeightedMean } from "./weighted-mean.js";

/** A dated holiday longer than this says nothing of single days. */
const LONGEST_HOLIDAY_DAYS = 60;

/** What is gathered of one day in one region. */
class Condition {
  readonly temperature = new WeightedMean();
  readonly rain = new WeightedMean();
  readonly comfort = new WeightedMean();
  readonly sentiment = new WeightedMean();
  /** A source of this day says there is a holiday, none, or lists some without dates. */
  holiday: 0 | 1 | null = null;
  undated = false;

  constructor(
    readonly day: number,
    readonly region: string,
  ) {}
}

/**
 * What each day was like in each region, ordered by day then region.
 *
 * Places and hours of one region are averaged. Forecasts are left out: nobody bought because of weather that had not come. A dated holiday marks its days, also those without weather; a record that lists
 * holidays without dates leaves its day unknown, since the original listed them on every day of the year. What has no place is left out.
 */
export function conditionRows(sources: readonly ConditionSource[]): ConditionRow[] {
  const byPlace = new Map<string, Condition>();
  const at = (day: number, region: string): Condition => {
    const key = JSON.stringify([day, region]);
    const condition = byPlace.get(key) ?? new Condition(day, region);
    byPlace.set(key, condition);
    return condition;
  };
  for (const source of sources) {
    if (source.region === null || source.weather?.status === "forecast") continue;
    gather(source, at(dayOfDate(source.date), source.region));
    for (const day of holidayDays(source)) at(day, source.region).holiday = 1;
  }
  return [...byPlace.values()]
    .sort((a, b) => a.day - b.day || (a.region < b.region ? -1 : a.region > b.region ? 1 : 0))
    .map(row);
}

function gather({ item, weather, holidays, posts }: ConditionSource, condition: Condition): void {
  condition.temperature.add(weather?.temperature ?? null, null);
  const rainy = weather?.rainy ?? null;
  condition.rain.add(rainy === null ? null : Number(rainy), null);
  condition.comfort.add(weather?.comfort ?? null, null);
  for (const { sentiment } of posts) condition.sentiment.add(sentiment, null);
  if (holidays.some(({ start }) => start === null)) condition.undated = true;
  // One post or one measurement does not say that there was no holiday.
  if (item === undefined) condition.holiday ??= 0;
}

function holidayDays({ holidays }: ConditionSource): number[] {
  return holidays.flatMap(({ start, end }) => {
    if (start === null) return [];
    const first = dayOfDate(start);
    const length = dayOfDate(end ?? start) - first + 1;
    if (length < 1 || length > LONGEST_HOLIDAY_DAYS) return [];
    return Array.from({ length }, (_, i) => first + i);
  });
}

function row(condition: Condition): ConditionRow {
  const { day, region, holiday, undated } = condition;
  return {
    day,
    region,
    temperature: condition.temperature.value,
    rain: condition.rain.value,
    comfort: condition.comfort.value,
    holiday: holiday === 1 ? 1 : undated ? null : holiday,
    sentiment: condition.sentiment.value,
  };
}
