export { createEnrichment } from "./enrich.js";
export { type LunarMonth, lunarDay, lunarMonths, solarTermDay } from "./lunisolar.js";
export { taiwanCalendar } from "./taiwan-calendar.js";
