import * as z from "zod";
import { settingGroup, wholeNumber } from "./setting.js";

/** What is told about requests, and where to. */
export const telemetrySettings = settingGroup({
  logLevel: {
    env: "CDP_LOG_LEVEL",
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    help: "Least severe lines that are written to the log.",
  },
  otlpEndpoint: {
    env: "CDP_OTLP_ENDPOINT",
    schema: z.url({ protocol: /^https?$/ }).optional(),
    help: "OpenTelemetry collector that traces are sent to, as OTLP over HTTP; /v1/traces is added. Without one nothing is traced.",
    example: "http://collector:4318",
  },
  otlpHeaders: {
    env: "CDP_OTLP_HEADERS",
    schema: z
      .string()
      .regex(/^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$/, "expected name=value, with commas between them")
      .transform((text) =>
        Object.fromEntries(
          text.split(",").map((pair) => {
            const at = pair.indexOf("=");
            return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
          }),
        ),
      )
      .optional(),
    help: "Headers that are sent with traces, as name=value with commas between them.",
    secret: true,
  },
  tracePercent: {
    env: "CDP_TRACE_PERCENT",
    schema: wholeNumber(0, 100).default(100),
    help: "Percent of the traces that begin here that are kept; those of clients are kept if they keep them.",
  },
});
