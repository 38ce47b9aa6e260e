import { civilDate } from "./calendar.js";
import { between, keyedDraws, rounded } from "./draw.js";
import type { PlantedRegion } from "./truth.js";

const PERSISTENCE = 0.7;
const DAILY_SPREAD = 2.2;
/** How much likelier rain is after rain. */
const RAIN_PERSISTENCE = 0.25;

/** The weather of a region on a day, as it is written. */
export interface WeatherDay {
  readonly temperature: number;
  /** °C above the normal of the day. */
  readonly deviation: number;
  readonly rainy: boolean;
  readonly humidity: number;
  readonly description: string;
  /** Temperature-humidity index, °F. */
  readonly comfort: number;
}

/** Weather of a region, called with each day number (since 1970) in order: a season, an autoregression and rain by month. */
export function weatherPath(
  region: PlantedRegion,
  { seed }: { seed: number },
): (day: number, dayNumber: number) => WeatherDay {
  const heat = keyedDraws(seed, region.id, "temperature");
  const water = keyedDraws(seed, region.id, "rain");
  const air = keyedDraws(seed, region.id, "humidity");
  let deviation = 0;
  let rainy = false;
  return (day, dayNumber) => {
    const innovation = day === 0 ? 1 : Math.sqrt(1 - PERSISTENCE * PERSISTENCE);
    deviation = PERSISTENCE * deviation + innovation * DAILY_SPREAD * heat.normal(day);
    const chance = region.rain[civilDate(dayNumber).month - 1]!;
    const likelier = day === 0 ? 0 : RAIN_PERSISTENCE * ((rainy ? 1 : 0) - chance);
    rainy = water.uniform(day) < chance + likelier;
    const normal = normalTemperature(region, dayNumber);
    const temperature = rounded(normal + deviation, 1);
    const humidity = Math.round(
      rainy ? between(air.uniform(day), 78, 96) : between(air.uniform(day), 58, 82),
    );
    return {
      temperature,
      deviation: temperature - normal,
      rainy,
      humidity,
      description: rainy ? "雨" : humidity > 74 ? "陰天" : humidity > 66 ? "多雲" : "晴朗",
      comfort: comfortIndex(temperature, humidity),
    };
  };
}

/** Normal temperature of a day, °C: straight between the 15th of one month and the next. */
export function normalTemperature(
  region: Pick<PlantedRegion, "temperature">,
  dayNumber: number,
): number {
  const { month, day } = civilDate(dayNumber);
  const here = region.temperature[month - 1]!;
  const neighbour = region.temperature[(month + (day < 15 ? 10 : 0)) % 12]!;
  const weight = Math.min(Math.abs(day - 15) / 30.4375, 1);
  return here + weight * (neighbour - here);
}

/** Thom's discomfort index (1959) on the Fahrenheit scale, where it is about 60 at its best and 80 when oppressive. */
function comfortIndex(celsius: number, humidity: number): number {
  const index = celsius - 0.55 * (1 - 0.01 * humidity) * (celsius - 14.5);
  return rounded(1.8 * index + 32, 1);
}
