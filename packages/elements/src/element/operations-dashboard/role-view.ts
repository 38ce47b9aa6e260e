import { html, type TemplateResult } from "lit";
import type { Locale } from "../../locale/locale.js";
import type { AccessAnswer } from "../../source/operations-source.js";
import { operationsMessages } from "./messages.js";

/** Why there is no more to see, and which role it needs. */
export function roleView({ role, only }: AccessAnswer, locale: Locale): TemplateResult {
  const say = operationsMessages(locale);
  return html`<div class="state">
    <p class="state-title">${say.needsRole}</p>
    <p class="soft">${say.needsRoleDetail(role, only?.join(", ") ?? null)}</p>
  </div>`;
}
