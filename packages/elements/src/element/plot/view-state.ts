import { html, type TemplateResult } from "lit";
import type { QuestionController } from "../../controller/question-controller.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { errorView } from "../base/state-view.js";
import { plotMessages } from "./plot-messages.js";

/** The shape of a view whose first answer is on its way. */
export function skeletonView(locale: Locale): TemplateResult {
  return html`<div class="sheet" role="status">
    <span class="visually-hidden">${commonMessages(locale).loading}</span>
    <div class="skeleton title"></div>
    <div class="skeleton fieldset"></div>
    <div class="skeleton figure"></div>
  </div>`;
}

/** Says that a view needs records and the source has none, and what to load. */
export function needsDataView(locale: Locale): TemplateResult {
  const say = plotMessages(locale);
  return html`<div class="state">
    <p class="state-title">${say.needsDataTitle}</p>
    <p class="soft">${say.needsDataDetail}</p>
  </div>`;
}

type Question = Pick<QuestionController<readonly unknown[], unknown>, "error" | "retry">;

/** Anything questions can be while a view lacks an answer: one failed, or they are still asked. */
export function unanswered(questions: readonly Question[], locale: Locale): TemplateResult {
  const failed = questions.filter(({ error }) => error !== null);
  const error = failed[0]?.error ?? null;
  if (error === null) return skeletonView(locale);
  if (error.code === "no_data") return needsDataView(locale);
  return errorView(error, locale, () => {
    for (const question of failed) question.retry();
  });
}
