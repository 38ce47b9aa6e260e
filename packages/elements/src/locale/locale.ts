/** The languages of the screens. */
export const LOCALES = ["en", "zh-TW"] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The language of the screens nearest to what is asked for: any Chinese is 繁體中文, all else English.
 *
 * @param tags - BCP 47 tags by preference; null and empty ones are skipped
 */
export function resolveLocale(tags: readonly (string | null | undefined)[]): Locale {
  for (const tag of tags) {
    const language = tag?.trim().toLowerCase().split("-")[0];
    if (language === "zh") return "zh-TW";
    if (language === "en") return "en";
  }
  return "en";
}
