import type { Reason } from "../../schema/verdict.js";
import { english } from "./english.js";
import { type Locale, type SentenceBook, say } from "./say.js";
import { traditionalChinese } from "./traditional-chinese.js";
import { VERDICT_SENTENCES } from "./verdict-sentence.js";

/** What a simulation says: a page that only simulates loads no more. */
export const RESULT_BOOK: SentenceBook = {
  made: { en: english, "zh-TW": traditionalChinese },
  templates: VERDICT_SENTENCES,
};

/** Says a reason of a simulation's verdict, insights or receipt. */
export const resultSentence = (reason: Reason, locale: Locale): string =>
  say(reason, locale, RESULT_BOOK);
