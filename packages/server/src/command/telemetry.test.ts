import { pino } from "pino";
import { expect, it } from "vitest";
import { readSettings } from "../setting/read-settings.js";
import { telemetrySettings } from "../setting/telemetry.js";
import { LOG_OPTIONS } from "./telemetry.js";

it("writes no secret, wherever in a line it stands", () => {
  let text = "";
  const log = pino(LOG_OPTIONS, {
    write: (line: string) => {
      text += line;
    },
  });
  const secret = { authorization: "S", cookie: "S", "set-cookie": "S", password: "S", apiKey: "S" };
  log.info({ ...secret, a: 1 }, "top");
  log.warn({ headers: secret, request: { headers: { ...secret, accept: "kept" } } }, "below");
  expect(text).not.toContain('"S"');
  expect(text).toContain('"accept":"kept"');
  expect(
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).level),
  ).toEqual([30, 40]);
});

it("reads headers of the collector as OpenTelemetry writes them", () => {
  const read = (text: string) =>
    readSettings({ telemetry: telemetrySettings }, { CDP_OTLP_HEADERS: text }).telemetry
      .otlpHeaders;
  expect(read("api-key=a%20b, x = c=d")).toEqual({ "api-key": "a b", x: "c=d" });
  expect(() => read("nonsense")).toThrow("name=value");
});
