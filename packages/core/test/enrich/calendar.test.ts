import { describe, expect, test } from "vitest";
import { lunarMonths } from "../../src/enrich/lunisolar.js";
import { taiwanCalendar } from "../../src/enrich/taiwan-calendar.js";
import { cosineOfDegrees, sineOfDegrees } from "../../src/math/sine.js";
import { HolidayCalendar } from "../../src/schema/holiday-calendar.js";
import { dateOfDay, dayOfDate, MS_PER_DAY } from "../../src/schema/time-text.js";
import { taiwanHolidays } from "../../src/synthetic/taiwan-holiday.js";

const calendar = taiwanCalendar();
const daysOf = (start: string, end: string) =>
  Array.from({ length: dayOfDate(end) - dayOfDate(start) + 1 }, (_, i) =>
    dateOfDay(dayOfDate(start) + i),
  );

test("sine and cosine are those of the engine within 1e-14", () => {
  for (let x = -2000; x < 2000; x += 0.37) {
    expect(Math.abs(sineOfDegrees(x) - Math.sin((x % 360) * (Math.PI / 180)))).toBeLessThan(3e-15);
    expect(Math.abs(cosineOfDegrees(x) - Math.cos((x % 360) * (Math.PI / 180)))).toBeLessThan(
      3e-15,
    );
  }
});

// New moons within minutes of midnight at UTC+8, where ICU is a day off and ours are the published dates: Hong Kong
// Observatory's conversion tables (https://www.hko.gov.hk/en/gts/time/conversion.htm) begin these months on 2018-11-08,
// 2027-02-06 and 2030-02-03; DGPA has New Year 2027 on 02-06 too.
const ICU_IS_WRONG = [
  ["2018-11-07", "2018-12-06"],
  ["2027-02-06", "2027-03-07"],
  ["2030-02-02", "2030-03-03"],
] as const;

test("every lunar date of 2015 to 2035 is ICU's, but for three months where ICU is known to be wrong", () => {
  const format = new Intl.DateTimeFormat("en-u-ca-chinese", {
    month: "numeric",
    day: "numeric",
    timeZone: "UTC",
  });
  const wrong: string[] = [];
  for (let year = 2015; year <= 2035; year++) {
    const months = [...lunarMonths(year), ...lunarMonths(year + 1)];
    for (let day = dayOfDate(`${year}-01-01`); day <= dayOfDate(`${year}-12-31`); day++) {
      if (ICU_IS_WRONG.some(([a, b]) => a <= dateOfDay(day) && dateOfDay(day) <= b)) continue;
      const month = months.findLast(({ firstDay }) => firstDay <= day);
      const parts = format.formatToParts(day * MS_PER_DAY);
      const part = (type: string) => parts.find((each) => each.type === type)?.value;
      const ours = `${month?.number}${month?.leap ? "bis" : ""}/${day - (month?.firstDay ?? 0) + 1}`;
      const theirs = `${part("month")}/${part("day")}`;
      if (ours !== theirs) wrong.push(`${dateOfDay(day)}: ${ours}, ICU ${theirs}`);
    }
  }
  expect(wrong).toEqual([]);
});

describe("the calendar of Taiwan", () => {
  // Published: DGPA, government office calendars of the years (https://www.dgpa.gov.tw).
  test.each([
    ["lunar_new_year", "2024-02-10 2025-01-29 2026-02-17 2027-02-06 2030-02-03"],
    ["mid_autumn", "2024-09-17 2025-10-06 2026-09-25"],
    ["dragon_boat", "2024-06-10 2025-05-31 2026-06-19"],
    ["tomb_sweeping_day", "2021-04-04 2022-04-05 2023-04-05 2024-04-04 2025-04-04 2026-04-05"],
    ["confucius_birthday", "2025-09-28 2026-09-28"],
  ])("has %s on its published dates", (id, dates) => {
    const ours = calendar.holidays.filter((holiday) => holiday.id === id).map(({ date }) => date);
    expect(ours).toEqual(expect.arrayContaining(dates.split(" ")));
  });

  test("is a calendar by its schema, and holidays do not overlap the years around", () => {
    expect(HolidayCalendar.parse(calendar)).toEqual(calendar);
    expect(() => taiwanCalendar({ from: 2000 })).toThrow("2015 to 2050");
  });

  test("and the generator's published stretches are one truth, but for two bridge days", () => {
    // Bridge days with a make-up Saturday: 2024-02-08 (worked on 02-17), 2025-01-27 (on 02-08).
    const bridges = ["2024-02-08", "2025-01-27"];
    const years = calendar.holidays.filter(({ date }) => date >= "2024" && date < "2027");
    const off = new Set(
      years
        .filter(({ id, date }) => id !== "labour_day" || date >= "2026")
        .flatMap(({ start, end, inLieu }) => [...daysOf(start, end), ...inLieu]),
    );
    const published = new Set(
      taiwanHolidays
        .filter(({ start }) => start < "2027")
        .flatMap(({ start, end }) => daysOf(start, end)),
    );
    expect([...off].filter((day) => !published.has(day))).toEqual([]);
    const workday = (day: string) => ![0, 6].includes(new Date(`${day}T00:00Z`).getUTCDay());
    expect([...published].filter((day) => workday(day) && !off.has(day))).toEqual(bridges);
  });
});
