import * as z from "zod";
import { restSource } from "../rest-source.js";
import type { Connector, ConnectorOptions } from "./connector.js";
import { CWA_URL, CwaValue, cwaKey, cwaNumber, cwaText, inRange } from "./cwa.js";
import { itemLines } from "./item-lines.js";

/** What the observations of a station are asked with. */
export interface WeatherOptions extends ConnectorOptions {
  readonly key: string;
  /** Default: the administration's. */
  readonly url?: string | undefined;
  /** Numbers of stations, or names of counties for forecasts. Default: all. */
  readonly places?: readonly string[] | undefined;
}

/** The part of a station's report (`records.Station[]`) that is used. */
const Station = z.object({
  StationId: z.string().min(1),
  ObsTime: z.object({ DateTime: z.string().min(1) }),
  GeoInfo: z.object({ CountyName: z.string().min(1) }),
  WeatherElement: z.object({
    Weather: CwaValue,
    Now: z.object({ Precipitation: CwaValue }).nullish(),
    AirTemperature: CwaValue,
    RelativeHumidity: CwaValue,
  }),
});

/**
 * Weather as it was measured: data set O-A0003-001 of Taiwan's Central Weather Administration, as web intelligence.
 *
 * @remarks Each observation is a record of its own (`item`: station and time); the fit averages those of a region and day.
 * @see https://opendata.cwa.gov.tw/dist/opendata-swagger.html
 */
export function weatherObservations(options: WeatherOptions): Connector {
  const { key, url = CWA_URL, places, everyMs = 3_600_000, ...rest } = options;
  const asked = new URL("O-A0003-001?format=JSON", url);
  if (places !== undefined) asked.searchParams.set("StationId", places.join(","));
  return {
    source: restSource({
      ...rest,
      url: asked.href,
      everyMs,
      items: "/records/Station",
      authorization: cwaKey(key),
    }),
    unwrap: itemLines(Station, (station) => [observationLine(station)]),
  };
}

function observationLine({
  StationId,
  ObsTime,
  GeoInfo,
  WeatherElement,
}: z.output<typeof Station>) {
  const { Weather, Now, AirTemperature, RelativeHumidity } = WeatherElement;
  const description = cwaText(Weather);
  return {
    date: ObsTime.DateTime,
    item: `${StationId} ${ObsTime.DateTime}`,
    weather: {
      status: "observed",
      location: GeoInfo.CountyName,
      temperature: inRange(cwaNumber(AirTemperature), -90, 60),
      humidity: inRange(cwaNumber(RelativeHumidity), 0, 100),
      description,
      is_rainy: rains(description, cwaNumber(Now?.Precipitation)),
    },
  };
}

/** Whether it rains at the moment. The amount is that of the day so far, so that only 0 says something about now. */
function rains(description: string | null, millimetresToday: number | null): boolean | null {
  if (description !== null) return description.includes("雨");
  return millimetresToday === 0 ? false : null;
}
