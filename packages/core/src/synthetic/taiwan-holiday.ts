import type { PlantedHoliday } from "./truth.js";

// Days off of Taiwan. Source: Directorate-General of Personnel Administration (DGPA), government
// office calendars of ROC years 113-115 (2024-2026), and from 2025-05-28 the Act on the Implementation of
// Memorial Days and Holidays (which added 09-28, 10-25, 12-25 and the day before New Year's Eve).
// For 2027 only the days fixed by that act and the lunisolar calendar, without days off in lieu.
const TABLE = `
元旦,2024-01-01,2024-01-01
春節,2024-02-08,2024-02-14
228連假,2024-02-28,2024-02-28
清明連假,2024-04-04,2024-04-07
端午連假,2024-06-08,2024-06-10
中秋節,2024-09-17,2024-09-17
國慶日,2024-10-10,2024-10-10
元旦,2025-01-01,2025-01-01
春節,2025-01-25,2025-02-02
228連假,2025-02-28,2025-03-02
清明連假,2025-04-03,2025-04-06
端午連假,2025-05-30,2025-06-01
教師節連假,2025-09-27,2025-09-29
中秋連假,2025-10-04,2025-10-06
國慶連假,2025-10-10,2025-10-12
光復節連假,2025-10-24,2025-10-26
行憲紀念日,2025-12-25,2025-12-25
元旦,2026-01-01,2026-01-01
春節,2026-02-14,2026-02-22
228連假,2026-02-27,2026-03-01
清明連假,2026-04-03,2026-04-06
勞動節連假,2026-05-01,2026-05-03
端午連假,2026-06-19,2026-06-21
中秋教師節連假,2026-09-25,2026-09-28
國慶連假,2026-10-09,2026-10-11
光復節連假,2026-10-24,2026-10-26
行憲紀念日連假,2026-12-25,2026-12-27
元旦,2027-01-01,2027-01-01
春節,2027-02-04,2027-02-08
和平紀念日,2027-02-28,2027-02-28
清明連假,2027-04-04,2027-04-05
勞動節,2027-05-01,2027-05-01
端午節,2027-06-09,2027-06-09
中秋節,2027-09-15,2027-09-15
教師節,2027-09-28,2027-09-28
國慶日,2027-10-10,2027-10-10
光復節,2027-10-25,2027-10-25
行憲紀念日,2027-12-25,2027-12-25
`;

/** Public holidays of Taiwan, 2024–2027, in order of their first day. */
export const taiwanHolidays: readonly PlantedHoliday[] = TABLE.trim()
  .split("\n")
  .map((row) => {
    const [name = "", start = "", end = ""] = row.split(",");
    return { name, start, end, category: category(name, start !== end) };
  });

function category(name: string, long: boolean): string {
  if (name === "春節") return "春節";
  return long ? "連假" : "節日";
}
