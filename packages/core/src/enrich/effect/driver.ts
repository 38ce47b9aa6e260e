import type { EnrichedRow } from "../../schema/enriched.js";

/** Something that may act on an outcome. */
export interface Driver {
  readonly name: string;
  readonly family: "weather" | "holiday";
  readonly unit: string;
  /** Null where it is not known of the row. */
  read(row: EnrichedRow): number | null;
}

/** Weather that may be asked for. */
export const WEATHER_DRIVERS = ["temperature", "rain", "comfort"] as const;
export type WeatherDriver = (typeof WEATHER_DRIVERS)[number];

const UNITS = {
  temperature: "per °C above the season's normal",
  rain: "with rain in all places against none",
  comfort: "per point of comfort",
};

/**
 * Weather by name, and holidays by phase: `separate` ones each for themselves, all others together as `holiday`.
 *
 * A holiday's days are laid upon each other by phase, so that moving holidays are one effect whatever their dates.
 */
export function driversOf(
  weather: readonly WeatherDriver[],
  separate: readonly string[],
): Driver[] {
  const byWeather = weather.map((name): Driver => {
    return { name, family: "weather", unit: UNITS[name], read: (row) => row[name] };
  });
  const groups = [...separate, "holiday"];
  const byHoliday = groups.flatMap((group) =>
    (["before", "during", "after"] as const).map((phase): Driver => {
      return {
        name: `${group}.${phase}`,
        family: "holiday",
        unit: "on such a day against an ordinary one",
        read({ holiday, holidayPhase }) {
          if (holiday === null || holidayPhase !== phase) return 0;
          return Number((separate.includes(holiday) ? holiday : "holiday") === group);
        },
      };
    }),
  );
  return [...byWeather, ...byHoliday];
}
