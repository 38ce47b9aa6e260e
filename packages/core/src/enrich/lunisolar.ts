import { sineOfDegrees } from "../math/sine.js";

// Jean Meeus, Astronomical Algorithms (2nd ed.), chapter 25 (longitude of the sun, within 0.01°) and chapter 49
// (new moons, within a minute). Rules of the calendar: GB/T 33661-2017.
const UNIX_JULIAN_DAY = 2440587.5;
const J2000 = 2451545;
const FIRST_MOON = 2451550.09766;
const SYNODIC_MONTH = 29.530588861;
/** Terrestrial time ahead of universal time, days; 67 to 75 s from 2015 to 2035. */
const DELTA_T = 70 / 86400;
const BEIJING = 8 / 24;

/** A month of the Chinese calendar. */
export interface LunarMonth {
  /** 1 to 12. */
  readonly number: number;
  readonly leap: boolean;
  /** Its first day, in days since 1970-01-01. */
  readonly firstDay: number;
}

/**
 * Months of the Chinese calendar from month 11 before a year to the last before its winter solstice: 12 or 13.
 *
 * @param year - Gregorian, about 1950 to 2100
 */
export function lunarMonths(year: number): LunarMonth[] {
  const first = moonOnOrBefore(solarTermDay(year - 1, 270));
  const next = moonOnOrBefore(solarTermDay(year, 270));
  let leapPending = next - first === 13;
  let number = 10;
  return Array.from({ length: next - first }, (_, i) => {
    const firstDay = newMoonDay(first + i);
    const leap = leapPending && i > 0 && sector(firstDay) === sector(newMoonDay(first + i + 1));
    if (leap) leapPending = false;
    else number = (number % 12) + 1;
    return { number, leap, firstDay };
  });
}

/** Day (since 1970-01-01) on which a day of a month that is not a leap month falls in a year. */
export function lunarDay(year: number, month: number, day: number): number {
  const found = lunarMonths(year).find(({ number, leap }) => number === month && !leap);
  return (found?.firstDay ?? Number.NaN) + day - 1;
}

/**
 * Day at UTC+8 on which the sun reaches a longitude in a year.
 *
 * @param longitude - degrees; 15 is Qingming (clear and bright), 270 the winter solstice
 */
export function solarTermDay(year: number, longitude: number): number {
  // The sun is at 280° when a year begins.
  let at = J2000 + (year - 2000) * 365.2425 + (((longitude - 280 + 360) % 360) / 360) * 365.2422;
  for (let step = 0; step < 8; step++) {
    const miss = ((((longitude - solarLongitude(at) + 180) % 360) + 360) % 360) - 180;
    at += (miss * 365.2422) / 360;
  }
  return localDay(at);
}

function localDay(julianEphemeris: number): number {
  return Math.floor(julianEphemeris - DELTA_T + BEIJING - UNIX_JULIAN_DAY);
}

/** Which 30° of its way the sun is in when a day begins at UTC+8. */
function sector(day: number): number {
  return Math.floor(solarLongitude(day + UNIX_JULIAN_DAY - BEIJING + DELTA_T) / 30);
}

/** Apparent, degrees, 0 to 360. */
function solarLongitude(julianEphemeris: number): number {
  const t = (julianEphemeris - J2000) / 36525;
  const anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
  const centre =
    (1.914602 - 0.004817 * t) * sineOfDegrees(anomaly) +
    (0.019993 - 0.000101 * t) * sineOfDegrees(2 * anomaly) +
    0.000289 * sineOfDegrees(3 * anomaly);
  const node = 125.04 - 1934.136 * t;
  const mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
  const longitude = mean + centre - 0.00569 - 0.00478 * sineOfDegrees(node);
  return ((longitude % 360) + 360) % 360;
}

function moonOnOrBefore(day: number): number {
  let moon = Math.round((day + UNIX_JULIAN_DAY - FIRST_MOON) / SYNODIC_MONTH) + 1;
  while (newMoonDay(moon) > day) moon--;
  return moon;
}

/** Day at UTC+8 of a new moon, counted from that of 2000-01-06. */
function newMoonDay(moon: number): number {
  const t = moon / 1236.85;
  const e = 1 - 0.002516 * t - 0.0000074 * t * t;
  const sun = 2.5534 + 29.1053567 * moon - 0.0000014 * t * t;
  const body = 201.5643 + 385.81693528 * moon + 0.0107582 * t * t;
  const latitude = 160.7108 + 390.67050284 * moon - 0.0016118 * t * t;
  const node = 124.7746 - 1.56375588 * moon + 0.0020672 * t * t;
  let at = FIRST_MOON + SYNODIC_MONTH * moon + 0.00015437 * t * t;
  for (const [size, power, s, m, f] of PERIODIC) {
    const factor = power === 0 ? 1 : power === 1 ? e : e * e;
    at += size * factor * sineOfDegrees(s * sun + m * body + f * latitude);
  }
  at -= 0.00017 * sineOfDegrees(node);
  for (const [size, start, rate] of PLANETARY) at += size * sineOfDegrees(start + rate * moon);
  return localDay(at);
}

/** Days; power of E; multiples of the sun's anomaly, the moon's anomaly, the argument of latitude. */
const PERIODIC: readonly (readonly [number, number, number, number, number])[] = [
  [-0.4072, 0, 0, 1, 0],
  [0.17241, 1, 1, 0, 0],
  [0.01608, 0, 0, 2, 0],
  [0.01039, 0, 0, 0, 2],
  [0.00739, 1, -1, 1, 0],
  [-0.00514, 1, 1, 1, 0],
  [0.00208, 2, 2, 0, 0],
  [-0.00111, 0, 0, 1, -2],
  [-0.00057, 0, 0, 1, 2],
  [0.00056, 1, 1, 2, 0],
  [-0.00042, 0, 0, 3, 0],
  [0.00042, 1, 1, 0, 2],
  [0.00038, 1, 1, 0, -2],
  [-0.00024, 1, -1, 2, 0],
];

/** Days; degrees; degrees per moon. */
const PLANETARY: readonly (readonly [number, number, number])[] = [
  [0.000325, 299.77, 0.107408],
  [0.000165, 251.88, 0.016321],
  [0.000164, 251.83, 26.651886],
  [0.000126, 349.42, 36.412478],
  [0.00011, 84.66, 18.206239],
];
