import type { Reason } from "../../schema/verdict.js";
import { english } from "./english.js";
import { MODEL_SENTENCES } from "./model-sentence.js";
import { REASON_CODES } from "./reason-code.js";
import { fill, type Template } from "./template.js";
import { lever, trigger } from "./term-in-chinese.js";
import { traditionalChinese } from "./traditional-chinese.js";
import { VERDICT_SENTENCES } from "./verdict-sentence.js";

/** Languages that sentences are written in. */
export const LOCALES = ["en", "zh-TW"] as const;
export type Locale = (typeof LOCALES)[number];

/** The language asked for, or English. */
export const localeOf = (asked: string | undefined): Locale =>
  asked !== undefined && /^zh/i.test(asked) ? "zh-TW" : "en";

/** Says a reason in a language, from its values alone. */
export function sentence({ code, values }: Reason, locale: Locale): string {
  const known = REASON_CODES.find((one) => one === code);
  if (!known) return filled({ code, values }, locale);
  const language = locale === "zh-TW" ? traditionalChinese : english;
  const get = (name: string) => values[name] ?? "";
  const number = (name: string, digits = 1) => spoken(Number(get(name)), digits);
  return language[known]({
    text: (name) => String(get(name)),
    number,
    signed(name, digits) {
      const text = number(name, digits);
      return Number(get(name)) > 0 && /[1-9]/.test(text) ? `+${text}` : text;
    },
  });
}

/** Sentences with gaps, by code. */
export const TEMPLATES: Readonly<Record<string, Template>> = {
  ...MODEL_SENTENCES,
  ...VERDICT_SENTENCES,
};

function filled({ code, values }: Reason, locale: Locale): string {
  const template = Object.hasOwn(TEMPLATES, code) ? TEMPLATES[code] : undefined;
  if (!template) return code;
  const [english, chinese] = template;
  if (locale === "en") return fill(english, values, { spoken });
  const said = { ...values };
  if (typeof said.lever === "string") said.lever = lever(said.lever);
  if (typeof said.trigger === "string") said.trigger = trigger(said.trigger);
  return fill(chinese, said, { spoken });
}

/** A number with a fixed number of decimals and commas between thousands; no engine's locale is asked. */
export function spoken(value: number, digits: number): string {
  const [whole = "0", decimals] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
  const text = decimals === undefined ? grouped : `${grouped}.${decimals}`;
  return value < 0 && Number(text.replaceAll(",", "")) !== 0 ? `−${text}` : text;
}
