import type { WebIntelRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import type { RecordStore } from "../store/record-store.js";
import type { WebIntelAnswer } from "./model/intel.js";
import { timestamp } from "./timestamp.js";

/** The last observation of each place, in the order of the places' first records. */
export function observedWeather(rows: readonly WebIntelRecord[]) {
  const last = new Map<string | null, WebIntelRecord>();
  for (const row of rows) {
    if (row.weather === null || isForecast(row)) continue;
    const before = last.get(row.location);
    if (before === undefined || row.at >= before.at) last.set(row.location, row);
  }
  return [...last.values()].flatMap(weatherOf);
}

/** What was foretold for the day, apart from what was measured. */
export function foretoldWeather(
  rows: readonly WebIntelRecord[],
): WebIntelAnswer["weather_forecast"] {
  return rows.filter(isForecast).flatMap((row) =>
    weatherOf(row).map((shown) => ({
      ...shown,
      item: row.item ?? null,
      generated_at: row.generatedAt === null ? null : timestamp(row.generatedAt, row.offsetMinutes),
      temperature_min: row.weather?.temperatureMin ?? null,
      temperature_max: row.weather?.temperatureMax ?? null,
      rain_probability: row.weather?.rainProbability ?? null,
    })),
  );
}

/** The last day of which anything but a forecast is known; where there are forecasts only, their last day. */
export async function newestDay(store: RecordStore): Promise<number | undefined> {
  const kind = "web-intel";
  const newest = async (toDay?: number) => {
    const [row] = await store.records({
      kind,
      order: "desc",
      limit: 1,
      ...(toDay !== undefined && { toDay }),
    });
    return row === undefined ? undefined : dayOfDate(row.date);
  };
  const last = await newest();
  let day = last;
  while (day !== undefined) {
    const rows = await store.records({ kind, fromDay: day, toDay: day });
    if (!rows.every(isForecast)) return day;
    day = await newest(day - 1);
  }
  return last;
}

function isForecast({ weather }: WebIntelRecord): boolean {
  return weather?.status === "forecast";
}

function weatherOf({ location, region, weather }: WebIntelRecord) {
  if (weather === null) return [];
  const { status = null, temperature, humidity, description, rainy, comfort } = weather;
  const shown = { temperature, humidity, description, is_rainy: rainy, comfort_index: comfort };
  return [{ status, location, region, ...shown }];
}
