import type { Reason } from "../../schema/verdict.js";
import { englishDecision } from "./english-decision.js";
import { explainedInChinese } from "./explained-in-chinese.js";
import { explainedInEnglish } from "./explained-in-english.js";
import { MODEL_SENTENCES } from "./model-sentence.js";
import { RECEIPT_SENTENCES } from "./receipt-sentence.js";
import { RESULT_SENTENCES } from "./result-sentence.js";
import { type Locale, type SentenceBook, say } from "./say.js";
import { traditionalChineseDecision } from "./traditional-chinese-decision.js";

/** Everything that can be said. */
export const BOOK: SentenceBook = {
  made: {
    en: { ...explainedInEnglish, ...englishDecision },
    "zh-TW": { ...explainedInChinese, ...traditionalChineseDecision },
  },
  templates: { ...MODEL_SENTENCES, ...RECEIPT_SENTENCES, ...RESULT_SENTENCES },
};

/** Says a reason in a language, from its values alone. */
export const sentence = (reason: Reason, locale: Locale): string => say(reason, locale, BOOK);
