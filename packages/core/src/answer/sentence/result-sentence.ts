import type { Reason } from "../../schema/verdict.js";
import { OUTCOME_SENTENCES } from "./outcome-sentence.js";
import { filled, type Locale } from "./say.js";
import type { Template } from "./template.js";
import { VERDICT_SENTENCES } from "./verdict-sentence.js";

/** What a simulation says: a page that only simulates loads no more. */
export const RESULT_SENTENCES: Readonly<Record<string, Template>> = {
  ...OUTCOME_SENTENCES,
  ...VERDICT_SENTENCES,
};

/** Says a reason of a simulation's verdict or insights. */
export const resultSentence = (reason: Reason, locale: Locale): string =>
  filled(reason, locale, RESULT_SENTENCES);
