import { expect, it } from "vitest";
import { readTime } from "../schema/time-text.js";
import { createClock } from "./clock.js";
import { zoneClock } from "./zone-clock.js";

const wall = (text: string) => readTime(text)?.wallMs ?? Number.NaN;
const place = (zone: string, text: string) => {
  const { at, repair } = zoneClock(zone).place(wall(text));
  return [new Date(at).toISOString(), repair];
};

// Reference: Python 3.11 zoneinfo with fold=0, e.g. datetime(2026,3,5,2,0,4,tzinfo=ZoneInfo("Asia/Taipei")).astimezone(UTC).
it.each([
  ["Asia/Taipei", "2026-03-05 02:00:04", "2026-03-04T18:00:04.000Z", null],
  ["America/New_York", "2026-07-01 12:00:00", "2026-07-01T16:00:00.000Z", null],
  ["Asia/Kathmandu", "2026-01-01 00:00:00", "2025-12-31T18:15:00.000Z", null],
  ["Europe/Berlin", "2026-10-25 01:59:59", "2026-10-24T23:59:59.000Z", null],
  ["Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T02:00:00.000Z", null],
  ["Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z", "ambiguous_local_time"],
  ["Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T01:30:00.000Z", "nonexistent_local_time"],
  ["America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00.000Z", "ambiguous_local_time"],
  [
    "Australia/Lord_Howe",
    "2026-10-04 02:15:00",
    "2026-10-03T15:45:00.000Z",
    "nonexistent_local_time",
  ],
])("places %s %s", (zone, text, instant, repair) => {
  expect(place(zone, text)).toEqual([instant, repair]);
});

it("gives Z the date of the zone, and an offset its own", () => {
  const clock = createClock("Asia/Taipei");
  const read = (text: string) => clock.read(text, "/timestamp");
  expect(read("2026-03-04T18:00:04Z")).toMatchObject({ date: "2026-03-05", offsetMinutes: 480 });
  expect(read("2026-03-04T18:00:04+00:00")).toMatchObject({ date: "2026-03-04", offsetMinutes: 0 });
  expect(read("2026-03-04T18:00:04.250-05:30")).toMatchObject({
    at: Date.parse("2026-03-04T23:30:04.250Z"),
    offsetMinutes: -330,
  });
  expect(createClock(null).read("2026-03-04T18:00:04Z", "/t")).toMatchObject({
    date: "2026-03-04",
  });
});

it.each([
  "2026-02-29",
  "2026-13-01",
  "2026-03-05 24:00:00",
  "2026-03-05T10:00:60",
  "20260305",
  "2026-3-5",
  "",
  "yesterday",
  "2026-03-05 10:00:00 +25:00",
])("does not read %j", (text) => {
  expect(readTime(text)).toBeNull();
});

it("refuses a zone that nobody knows", () => {
  expect(() => zoneClock("Asia/Nowhere")).toThrow(
    expect.objectContaining({ code: "unknown_zone" }),
  );
});
