import { weatherForecasts, weatherObservations } from "@cdp-whatif/core/web";
import * as z from "zod";
import { revealSecret, Secret, type SourceKind } from "../source-kind.js";
import { PollHead } from "./rest-option.js";

const WeatherDefinition = z.strictObject({
  kind: z.literal("weather"),
  ...PollHead.shape,
  data: z.enum(["observations", "forecasts"]),
  key: Secret,
  places: z.array(z.string().min(1)).min(1).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
});

/** Weather of Taiwan, measured or foretold. */
export const weather: SourceKind = {
  kind: "weather",
  schema: WeatherDefinition,
  make({ kind: _kind, data, key, ...options }: z.output<typeof WeatherDefinition>) {
    const connect = data === "observations" ? weatherObservations : weatherForecasts;
    return connect({ ...options, key: revealSecret(key) });
  },
};
