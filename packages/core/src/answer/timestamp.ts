import { isoDate, twoDigitText as two } from "../schema/time-text.js";

const MS_PER_DAY = 86_400_000;

/** An instant as RFC 3339 with the offset of its place, e.g. `2026-03-05T02:00:04+08:00`; milliseconds only where there are any. */
export function timestamp(at: number, offsetMinutes: number): string {
  const wall = at + offsetMinutes * 60_000;
  const ofDay = wall - Math.floor(wall / MS_PER_DAY) * MS_PER_DAY;
  const seconds = Math.floor(ofDay / 1000);
  const milliseconds = ofDay - seconds * 1000;
  const minutes = Math.floor(seconds / 60);
  const fraction = milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}`;
  const zone = Math.abs(offsetMinutes);
  return `${isoDate(wall)}T${hoursAndMinutes(minutes)}:${two(seconds % 60)}${fraction}${offsetMinutes < 0 ? "-" : "+"}${hoursAndMinutes(zone)}`;
}

const hoursAndMinutes = (minutes: number) =>
  `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
