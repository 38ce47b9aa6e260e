import type { Locale } from "../sentence/say.js";
import type { AskedChange } from "./read-body.js";

/** Names of the four kinds of change. */
export const EVENT_NAMES = {
  price_change: { en: "Price change", "zh-TW": "價格變動" },
  promotion: { en: "Promotion", "zh-TW": "促銷活動" },
  competition: { en: "Competition", "zh-TW": "競合變化" },
  external: { en: "External conditions", "zh-TW": "外部因素" },
} as const;

const NOTHING = { en: "No change", "zh-TW": "無變化" };

/** What a change is called: an event of the catalogue by its name, a price change by its direction. */
export function eventName(change: AskedChange | undefined, locale: Locale): string {
  if (!change) return NOTHING[locale];
  const { event, type, parameters } = change;
  if (event) return event.names[locale] ?? event.id;
  if (type === "price_change") {
    const moved = [parameters.electricity_price ?? 1, ...Object.values(parameters.price ?? {})];
    const up = moved.some((multiplier) => multiplier > 1);
    const down = moved.some((multiplier) => multiplier < 1);
    if (up && !down) return locale === "en" ? "Price rise" : "價格調漲";
    if (down && !up) return locale === "en" ? "Price cut" : "價格調降";
  }
  return type === null ? NOTHING[locale] : EVENT_NAMES[type][locale];
}
