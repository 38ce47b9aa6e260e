import * as z from "zod";
import { restSource } from "../rest-source.js";
import type { Connector } from "./connector.js";
import { CWA_URL, CwaValue, cwaKey, cwaNumber, cwaText, inRange } from "./cwa.js";
import { itemLines } from "./item-lines.js";
import type { WeatherOptions } from "./weather-observation.js";

/** The part of a county's forecast (`records.location[]`) that is used: series by element, each of the same periods. */
const County = z.object({
  issued: z.string().optional(),
  locationName: z.string().min(1),
  weatherElement: z.array(
    z.object({
      elementName: z.string(),
      time: z.array(
        z.object({
          startTime: z.string().min(1),
          endTime: z.string().min(1),
          parameter: z.object({ parameterName: CwaValue }),
        }),
      ),
    }),
  ),
});

/**
 * Weather as it is foretold: data set F-C0032-001 (36 hours, by county) of Taiwan's Central Weather Administration.
 *
 * @remarks A line for each county and period, with status `forecast`. The data set does not say when it was issued; of two
 * forecasts of a period that which the server gave later (`Date`) stands.
 * @see https://opendata.cwa.gov.tw/dist/opendata-swagger.html
 */
export function weatherForecasts(options: WeatherOptions): Connector {
  const { key, url = CWA_URL, places, everyMs = 3_600_000, ...rest } = options;
  const asked = new URL("F-C0032-001?format=JSON", url);
  if (places !== undefined) asked.searchParams.set("locationName", places.join(","));
  return {
    source: restSource({
      ...rest,
      url: asked.href,
      everyMs,
      items: "/records/location",
      stamp: "issued",
      authorization: cwaKey(key),
    }),
    unwrap: itemLines(County, forecastLines),
  };
}

function forecastLines({ issued, locationName, weatherElement }: z.output<typeof County>) {
  const periods = new Map<string, { start: string; values: Map<string, CwaValue> }>();
  for (const { elementName, time } of weatherElement) {
    for (const { startTime, endTime, parameter } of time) {
      const period = `${startTime}/${endTime}`;
      const held = periods.get(period) ?? { start: startTime, values: new Map() };
      periods.set(period, held);
      held.values.set(elementName, parameter.parameterName);
    }
  }
  return [...periods].map(([period, { start, values }]) => {
    const percent = inRange(cwaNumber(values.get("PoP")), 0, 100);
    return {
      date: taiwanTime(start),
      item: period,
      ...(issued !== undefined && { generated_at: issued }),
      weather: {
        status: "forecast",
        location: locationName,
        temperature: null,
        temperature_min: inRange(cwaNumber(values.get("MinT")), -90, 60),
        temperature_max: inRange(cwaNumber(values.get("MaxT")), -90, 60),
        rain_probability: percent === null ? null : percent / 100,
        humidity: null,
        description: cwaText(values.get("Wx")),
        is_rainy: null,
      },
    };
  });
}

/** The data set writes Taiwan's time without its offset. */
function taiwanTime(text: string): string {
  return /^[\d-]{10} [\d:]{8}$/.test(text) ? `${text.replace(" ", "T")}+08:00` : text;
}
