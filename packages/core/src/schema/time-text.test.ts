import fc from "fast-check";
import { expect, it } from "vitest";
import { dateOfDay, dayOfDate, isoDate, readTime } from "./time-text.js";

const two = (value: number) => String(value).padStart(2, "0");

it("reads exactly the dates that are on the calendar", () => {
  const [year, month, day] = [fc.integer({ min: 0, max: 9999 }), fc.nat(14), fc.nat(33)];
  fc.assert(
    fc.property(year, month, day, (y, m, d) => {
      const text = `${String(y).padStart(4, "0")}-${two(m)}-${two(d)}`;
      const parsed = Date.UTC(y, m - 1, d);
      const isDate = !Number.isNaN(parsed) && isoDate(parsed) === text;
      const expected = isDate ? { wallMs: parsed, date: text, dateOnly: true } : null;
      const found = readTime(text);
      if (expected === null) expect(found).toBeNull();
      else expect(found).toMatchObject(expected);
    }),
    { numRuns: 3000 },
  );
});

it("counts days there and back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -600_000, max: 2_900_000 }), (day) => {
      expect(dayOfDate(dateOfDay(day))).toBe(day);
    }),
  );
});
