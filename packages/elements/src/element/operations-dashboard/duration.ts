import { numberFormat } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A duration in its two largest units: `2 hours 5 minutes`, `2 小時 5 分鐘`. */
export function formatDuration(seconds: number, locale: Locale): string {
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  const first = at === -1 ? UNITS.length - 1 : at;
  let rest = Math.floor(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0 && parts.length > 0) continue;
    parts.push(numberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count));
  }
  return parts.join(" ");
}
