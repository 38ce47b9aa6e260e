import { type Logger, type LoggerOptions, pino } from "pino";
import type { SettingValues } from "../setting/setting.js";
import type { telemetrySettings } from "../setting/telemetry.js";
import type { Tracer } from "../trace/tracer.js";

type Values = SettingValues<typeof telemetrySettings>;

/** What never stands in a line, wherever it comes from. */
const SECRET = [
  "authorization",
  "cookie",
  "set-cookie",
  "password",
  "secret",
  "token",
  "apiKey",
  "writeKey",
];
const REDACTED = SECRET.flatMap((name) => {
  const key = /^\w+$/.test(name) ? `.${name}` : `["${name}"]`;
  return [key.replace(/^\./, ""), `*${key}`, `*.*${key}`];
});

/** What every line holds, and what none does. */
export const LOG_OPTIONS: LoggerOptions = {
  base: { pid: process.pid },
  redact: { paths: REDACTED, censor: "[redacted]" },
};

/** A log of one JSON object a line on standard output. */
export const createLog = ({ logLevel: level }: Pick<Values, "logLevel">): Logger =>
  pino({ ...LOG_OPTIONS, level });

/** The tracer of the settings, if there is one; its code is loaded only then. */
export async function openTracer(
  { otlpEndpoint, otlpHeaders, tracePercent }: Values,
  log: Logger | undefined,
): Promise<Tracer | undefined> {
  // The name by which every OpenTelemetry program is told.
  const endpoint = otlpEndpoint ?? process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || endpoint === "") return undefined;
  const [{ createTracer }, { createOtlpSink }] = await Promise.all([
    import("../trace/tracer.js"),
    import("../trace/otlp.js"),
  ]);
  const sink = createOtlpSink({
    endpoint,
    headers: otlpHeaders,
    serviceName: process.env.OTEL_SERVICE_NAME,
    onFailure: (reason, dropped) => log?.warn({ reason, dropped }, "spans could not be sent"),
  });
  return createTracer(sink, { ratio: tracePercent / 100 });
}
