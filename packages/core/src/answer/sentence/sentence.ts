import type { Reason } from "../../schema/verdict.js";
import { englishDecision } from "./english-decision.js";
import { explainedInChinese } from "./explained-in-chinese.js";
import { explainedInEnglish } from "./explained-in-english.js";
import { MODEL_SENTENCES } from "./model-sentence.js";
import { RESULT_BOOK } from "./result-sentence.js";
import { type Locale, type SentenceBook, say } from "./say.js";
import { traditionalChineseDecision } from "./traditional-chinese-decision.js";

/** Everything that can be said. */
export const BOOK: SentenceBook = {
  made: {
    en: { ...RESULT_BOOK.made.en, ...explainedInEnglish, ...englishDecision },
    "zh-TW": {
      ...RESULT_BOOK.made["zh-TW"],
      ...explainedInChinese,
      ...traditionalChineseDecision,
    },
  },
  templates: { ...MODEL_SENTENCES, ...RESULT_BOOK.templates },
};

/** Says a reason in a language, from its values alone. */
export const sentence = (reason: Reason, locale: Locale): string => say(reason, locale, BOOK);
