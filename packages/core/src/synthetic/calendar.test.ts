import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { civilDate, clockText, dateText, dayNumber, offsetText } from "./calendar.js";
import { taiwanHolidays } from "./taiwan-holiday.js";

const MS_PER_DAY = 86400000;

describe("calendar dates", () => {
  it("agree with the platform's own calendar, there and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
        const expected = new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
        expect(dateText(day)).toBe(expected);
        expect(dayNumber(expected)).toBe(day);
        expect(civilDate(day).day).toBe(Number(expected.slice(8)));
      }),
    );
  });

  it.each(["2025-02-29", "2025-13-01", "2025-00-10", "25-01-01", "2025-01-01T00:00", ""])(
    "refuse %j",
    (text) => {
      expect(() => dayNumber(text)).toThrow(expect.objectContaining({ code: "invalid_input" }));
    },
  );

  it("write clocks and offsets with two digits", () => {
    expect(clockText(86399)).toBe("23:59:59");
    expect(clockText(61)).toBe("00:01:01");
    expect(offsetText(480)).toBe("+08:00");
    expect(offsetText(-210)).toBe("-03:30");
  });
});

describe("the holidays of Taiwan", () => {
  it("are real dates in order that do not overlap", () => {
    let last = "";
    for (const { start, end } of taiwanHolidays) {
      expect(dateText(dayNumber(start))).toBe(start);
      expect(end >= start).toBe(true);
      expect(start > last).toBe(true);
      last = dateText(dayNumber(end));
    }
  });

  // Days of the lunisolar calendar are those of ICU, which Node brings along. Not its new year of 2027: the new
  // moon of 6 February is minutes before midnight in Taipei, and ICU's approximation puts it into the next day.
  it("hold the lunar new year, dragon boat and mid-autumn days, and those fixed by law", () => {
    const lunar = new Intl.DateTimeFormat("en-u-ca-chinese", {
      month: "numeric",
      day: "numeric",
      timeZone: "UTC",
    });
    const days: string[] = [];
    for (let day = dayNumber("2024-01-01"); day <= dayNumber("2027-12-31"); day++) {
      const date = lunar.format(new Date(day * MS_PER_DAY));
      if (["5/5", "8/15"].includes(date)) days.push(dateText(day));
      if (date === "1/1" && day < dayNumber("2027-01-01")) {
        for (const offset of [-1, 0, 1, 2]) days.push(dateText(day + offset));
      }
    }
    expect(days).toHaveLength(2 * 4 + 4 * 3);
    days.push("2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08");
    for (const year of [2024, 2025, 2026, 2027]) {
      days.push(`${year}-01-01`, `${year}-02-28`, `${year}-04-04`, `${year}-10-10`);
    }
    for (const year of [2025, 2026, 2027]) days.push(`${year}-10-25`, `${year}-12-25`);
    for (const day of days) {
      expect(
        taiwanHolidays.some(({ start, end }) => start <= day && day <= end),
        day,
      ).toBe(true);
    }
  });
});
