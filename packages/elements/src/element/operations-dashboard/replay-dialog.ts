import { html, type TemplateResult } from "lit";
import { formatInstant } from "../../format/date.js";
import type { Locale } from "../../locale/locale.js";
import { filterQuery, type LetterFilter } from "./letter-filter.js";
import { operationsMessages } from "./messages.js";

/** Asks before anything is tried again, and says what would be. */
export function replayDialog(
  filter: LetterFilter,
  locale: Locale,
  start: () => void,
): TemplateResult {
  const say = operationsMessages(locale);
  const { rule, source, since, until } = filterQuery(filter);
  const parts = [
    rule && `${say.rule}: ${rule}`,
    source && `${say.source}: ${source}`,
    since && `${say.from}: ${formatInstant(since, locale)}`,
    until && `${say.to}: ${formatInstant(until, locale)}`,
  ].filter(Boolean);
  const close = (event: Event) => (event.target as Element).closest("dialog")?.close();
  return html`<dialog aria-labelledby="ask">
    <h3 id="ask">${say.confirm}</h3>
    <p>${say.willTry}${locale === "en" ? " " : ""}${parts.length === 0 ? say.allLetters : say.matching}${parts.length === 0 ? (locale === "en" ? "." : "。") : locale === "en" ? ":" : "："}</p>
    <ul>${parts.map((part) => html`<li>${part}</li>`)}</ul>
    <p class="soft">${say.confirmDetail}</p>
    <div class="actions">
      <button type="button" class="cancel" autofocus @click=${close}>${say.cancel}</button>
      <button type="button" class="primary start" @click=${(event: Event) => {
        close(event);
        start();
      }}>${say.start}</button>
    </div>
  </dialog>`;
}
