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

it("reads exactly the instants that are on calendar and clock", () => {
  const part = (max: number) => fc.nat(max).map(two);
  const text = fc
    .tuple(
      fc.integer({ min: 100, max: 9999 }).map((year) => String(year).padStart(4, "0")),
      fc.tuple(part(14), part(33), part(25), part(61), part(61)),
      fc.option(fc.nat(999).map((ms) => String(ms).padStart(3, "0"))),
      fc.option(fc.tuple(fc.nat(23), fc.constantFrom("x", "-", ":", "９"))),
    )
    .map(([year, [month, day, hour, minute, second], ms, damage]) => {
      const whole = `${year}-${month}-${day}T${hour}:${minute}:${second}${ms === null ? "" : `.${ms}`}Z`;
      if (damage === null || damage[0] >= whole.length) return whole;
      return whole.slice(0, damage[0]) + damage[1] + whole.slice(damage[0] + 1);
    });
  fc.assert(
    fc.property(text, (written) => {
      const at = Date.parse(written);
      // What Date moves to another time, such as 24:00, it writes otherwise.
      const full = written.length === 20 ? `${written.slice(0, -1)}.000Z` : written;
      const isInstant = !Number.isNaN(at) && new Date(at).toISOString() === full;
      const found = readTime(written);
      if (isInstant) expect(found).toMatchObject({ wallMs: at, offsetMinutes: 0, utc: true });
      else expect(found).toBeNull();
      if (written.length !== 20 || !written.endsWith("Z")) return;
      for (const naive of [written.slice(0, -1), written.slice(0, -1).replace("T", " ")]) {
        const local = { wallMs: at, offsetMinutes: null, utc: false, dateOnly: false };
        if (isInstant) expect(readTime(naive)).toMatchObject(local);
        else expect(readTime(naive)).toBeNull();
      }
    }),
    { numRuns: 3000 },
  );
});

it("writes every date from year 1 to 9999 as the platform does", () => {
  const day = 86_400_000;
  for (let at = -719_162; at <= 2_932_896; at += 97) {
    expect(isoDate(at * day)).toBe(new Date(at * day).toISOString().slice(0, 10));
  }
  for (const at of [-719_162, -1, 0, 59, 11_016, 2_932_896]) {
    expect(isoDate(at * day + day - 1)).toBe(new Date(at * day).toISOString().slice(0, 10));
  }
  expect(() => isoDate(Number.NaN)).toThrow(RangeError);
});
