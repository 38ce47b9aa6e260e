import fc from "fast-check";
import { expect, it } from "vitest";
import { timestamp } from "./timestamp.js";

it("reads as the instant that it was written of, at the wall clock of its place", () => {
  const years = { min: Date.UTC(1000, 0, 2), max: Date.UTC(9999, 11, 30) };
  const instant = fc.oneof(fc.integer(years), fc.integer({ min: -1e5, max: 1e5 }));
  const offset = fc.integer({ min: -18 * 60, max: 18 * 60 });
  fc.assert(
    fc.property(instant, offset, (at, offsetMinutes) => {
      const text = timestamp(at, offsetMinutes);
      expect(Date.parse(text)).toBe(at);
      const wall = new Date(at + offsetMinutes * 60_000).toISOString();
      expect(text.slice(0, 19)).toBe(wall.slice(0, 19));
      expect(text.includes(".")).toBe(at % 1000 !== 0);
    }),
    { numRuns: 1000 },
  );
  expect(timestamp(Date.UTC(2026, 2, 4, 18, 0, 4), 480)).toBe("2026-03-05T02:00:04+08:00");
  expect(timestamp(Date.UTC(2026, 2, 4, 18, 0, 4, 50), -570)).toBe("2026-03-04T08:30:04.050-09:30");
});
