import { dayOfDate } from "../schema/time-text.js";

/** Days since 1970-01-01 of a date `YYYY-MM-DD`. */
export type DayReader = (date: string) => number;

/** Reads dates that mostly repeat the one before. */
export function dayReader(): DayReader {
  let [lastDate, lastDay] = ["", 0];
  return (date) => {
    if (date !== lastDate) [lastDate, lastDay] = [date, dayOfDate(date)];
    return lastDay;
  };
}
