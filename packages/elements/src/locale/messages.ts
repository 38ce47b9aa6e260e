import type { Locale } from "./locale.js";

/** A text, or a function that makes one from values. */
type Text = string | ((...values: never[]) => string);

/** The same keys with the same values in each language. */
export type Translation<Messages> = {
  readonly [Key in keyof Messages]: Messages[Key] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : string;
};

/**
 * Texts of a part of the screens, checked to be complete in every language.
 *
 * @param languages - `en` sets the keys and values that `zh-TW` must have too
 * @returns the texts of a language
 */
export function defineMessages<const English extends Record<string, Text>>(languages: {
  readonly en: English;
  readonly "zh-TW": Translation<English>;
}): (locale: Locale) => Translation<English> {
  return (locale) => languages[locale] as Translation<English>;
}

const rules = new Intl.PluralRules("en");

/** English singular or plural with its number; `words` has `one` and `other`. */
export function plural(
  count: number,
  words: { readonly one: string; readonly other: string },
  shown: string = count.toLocaleString("en"),
): string {
  return `${shown} ${words[rules.select(count) === "one" ? "one" : "other"]}`;
}
