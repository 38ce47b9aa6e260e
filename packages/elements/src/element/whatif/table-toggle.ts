import { html, type TemplateResult } from "lit";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";

/** A table behind a chart, folded away until it is asked for; scrolls by keyboard where it is wide. */
export function tableToggle(locale: Locale, table: TemplateResult): TemplateResult {
  const say = commonMessages(locale);
  return html`<details class="as-table">
    <summary>${say.showTable}</summary>
    <div class="table-scroll" role="group" aria-label=${say.showTable} tabindex="0">${table}</div>
  </details>`;
}
