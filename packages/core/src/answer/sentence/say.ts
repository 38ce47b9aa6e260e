import type { Reason } from "../../schema/verdict.js";
import type { Sentence } from "./reason-code.js";
import { fill, type Template } from "./template.js";
import { lever, trigger } from "./term-in-chinese.js";

/** Languages that sentences are written in. */
export const LOCALES = ["en", "zh-TW"] as const;
export type Locale = (typeof LOCALES)[number];

/** The language asked for, or English. */
export const localeOf = (asked: string | undefined): Locale =>
  asked !== undefined && /^zh/i.test(asked) ? "zh-TW" : "en";

/** Sentences by code: those that a function makes, and those with gaps. */
export interface SentenceBook {
  readonly made: Readonly<Record<Locale, Readonly<Record<string, Sentence>>>>;
  readonly templates: Readonly<Record<string, Template>>;
}

/** Says a reason in a language, from its values alone; a code that the book does not know is said as it is. */
export function say({ code, values }: Reason, locale: Locale, book: SentenceBook): string {
  const language = book.made[locale];
  const make = Object.hasOwn(language, code) ? language[code] : undefined;
  if (!make) return filled({ code, values }, locale, book.templates);
  const get = (name: string) => values[name] ?? "";
  const number = (name: string, digits = 1) => spoken(Number(get(name)), digits);
  return make({
    text: (name) => String(get(name)),
    number,
    signed(name, digits) {
      const text = number(name, digits);
      return Number(get(name)) > 0 && /[1-9]/.test(text) ? `+${text}` : text;
    },
  });
}

/** Says a reason by its template; a code that has none is said as it is. */
export function filled(
  { code, values }: Reason,
  locale: Locale,
  templates: SentenceBook["templates"],
): string {
  const template = Object.hasOwn(templates, code) ? templates[code] : undefined;
  if (!template) return code;
  const [english, chinese] = template;
  if (locale === "en") return fill(english, values, { spoken });
  const said = { ...values };
  if (typeof said.lever === "string") said.lever = lever(said.lever);
  if (typeof said.trigger === "string") said.trigger = trigger(said.trigger);
  if (typeof said.triggers === "string") {
    said.triggers = said.triggers.split(", ").map(trigger).join("、");
  }
  return fill(chinese, said, { spoken });
}

/** A number with a fixed number of decimals and commas between thousands; no engine's locale is asked. */
export function spoken(value: number, digits: number): string {
  const [whole = "0", decimals] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
  const text = decimals === undefined ? grouped : `${grouped}.${decimals}`;
  return value < 0 && Number(text.replaceAll(",", "")) !== 0 ? `−${text}` : text;
}
