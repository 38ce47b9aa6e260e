import { CoreError } from "../error.js";
import type { Holiday, HolidayCalendar } from "../schema/holiday-calendar.js";
import { dateOfDay, dayOfDate } from "../schema/time-text.js";
import { lunarDay, solarTermDay } from "./lunisolar.js";

/** First year with Confucius' birthday, Retrocession, Constitution Day, and (from 2026) Labour Day and the day before New Year's Eve. */
const NEW_ACT = 2025;

/** A holiday before its days in lieu are known; days since 1970-01-01. */
interface Planned {
  readonly id: string;
  readonly en: string;
  readonly zh: string;
  readonly day: number;
  readonly start: number;
  readonly end: number;
  readonly moving: boolean;
}

/**
 * Taiwan's national holidays of whole years, from the law and the lunisolar calendar.
 *
 * @remarks Rules: the Act on the Implementation of Memorial Days and Holidays (2025-05-28), before it the regulations of
 * the same name with days in lieu since 2015. Bridge days, make-up working days, elections and typhoon days are decisions
 * of a year and are not computed. May 1 before 2026 was a day off for workers under the Labour Standards Act only.
 * @throws CoreError `out_of_range` for years outside 2015–2050 or in the wrong order
 */
export function taiwanCalendar({ from = 2015, to = 2035 } = {}): HolidayCalendar {
  if (!(Number.isInteger(from) && Number.isInteger(to) && 2015 <= from && from <= to && to <= 2050))
    throw new CoreError(
      "out_of_range",
      `calendar of ${from} to ${to}, expected years in order within 2015 to 2050`,
    );
  const planned = Array.from({ length: to - from + 1 }, (_, i) => holidaysOf(from + i)).flat();
  planned.sort((a, b) => a.day - b.day || (a.id < b.id ? -1 : 1));
  return {
    id: "taiwan",
    source:
      "Act on the Implementation of Memorial Days and Holidays (Taiwan, 2025-05-28) and its predecessor; lunar dates computed",
    from: `${from}-01-01`,
    to: `${to}-12-31`,
    holidays: withDaysInLieu(planned),
  };
}

function holidaysOf(year: number): Planned[] {
  const newYear = lunarDay(year, 1, 1);
  const eves = year > NEW_ACT ? 2 : 1;
  const tomb = solarTermDay(year, 15);
  const holidays = [
    fixed("founding_day", "Founding Day", "開國紀念日", date(year, "01-01")),
    {
      ...moving("lunar_new_year", "Lunar New Year", "春節", newYear),
      start: newYear - eves,
      end: newYear + 2,
    },
    fixed("peace_memorial_day", "Peace Memorial Day", "和平紀念日", date(year, "02-28")),
    fixed("childrens_day", "Children's Day", "兒童節", childrensDay(year, tomb)),
    moving("tomb_sweeping_day", "Tomb Sweeping Day", "民族掃墓節", tomb),
    fixed("labour_day", "Labour Day", "勞動節", date(year, "05-01")),
    moving("dragon_boat", "Dragon Boat Festival", "端午節", lunarDay(year, 5, 5)),
    moving("mid_autumn", "Mid-Autumn Festival", "中秋節", lunarDay(year, 8, 15)),
    fixed("national_day", "National Day", "國慶日", date(year, "10-10")),
  ];
  if (year < NEW_ACT) return holidays;
  return [
    ...holidays,
    fixed("confucius_birthday", "Confucius' Birthday", "孔子誕辰紀念日", date(year, "09-28")),
    fixed("retrocession_day", "Retrocession Day", "臺灣光復節", date(year, "10-25")),
    fixed("constitution_day", "Constitution Day", "行憲紀念日", date(year, "12-25")),
  ];
}

/** April 4; where that is Tomb Sweeping Day the day before, or the day after when it is a Thursday. */
function childrensDay(year: number, tomb: number): number {
  const day = date(year, "04-04");
  if (day !== tomb) return day;
  return weekday(day) === 4 ? day + 1 : day - 1;
}

/** A Saturday moves to the working day before, a Sunday to the one after; of Lunar New Year both to the days after. */
function withDaysInLieu(planned: readonly Planned[]): Holiday[] {
  const off = new Set(planned.flatMap(({ start, end }) => daysBetween(start, end)));
  return planned.map(({ id, en, zh, day, start, end, moving: moves }) => {
    const inLieu: number[] = [];
    for (const fallen of daysBetween(start, end)) {
      if (id === "labour_day" && fallen < date(2026, "01-01")) continue;
      const on = weekday(fallen);
      if (on !== 0 && on !== 6) continue;
      const step = on === 6 && id !== "lunar_new_year" ? -1 : 1;
      let free = fallen + step;
      while (off.has(free) || weekday(free) === 0 || weekday(free) === 6) free += step;
      off.add(free);
      inLieu.push(free);
    }
    return {
      id,
      names: { en, "zh-TW": zh },
      date: dateOfDay(day),
      start: dateOfDay(start),
      end: dateOfDay(end),
      moving: moves,
      inLieu: inLieu.sort((a, b) => a - b).map(dateOfDay),
    };
  });
}

function fixed(id: string, en: string, zh: string, day: number): Planned {
  return { id, en, zh, day, start: day, end: day, moving: false };
}

function moving(id: string, en: string, zh: string, day: number): Planned {
  return { ...fixed(id, en, zh, day), moving: true };
}

function date(year: number, monthDay: string): number {
  return dayOfDate(`${year}-${monthDay}`);
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function daysBetween(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
