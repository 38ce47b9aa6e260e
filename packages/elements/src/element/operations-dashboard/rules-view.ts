import { html, type TemplateResult } from "lit";
import { formatNumber } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import type { RuleAnswer } from "../../source/operations-source.js";
import { operationsMessages } from "./messages.js";

/** The rules that rejected something, those with most first. */
export const rejecting = (rules: readonly RuleAnswer[]): RuleAnswer[] =>
  rules.filter((rule) => rule.dead_letters > 0).sort((a, b) => b.dead_letters - a.dead_letters);

/** Rules with their dead letters, each a way into the list below. */
export function rulesView(
  rules: readonly RuleAnswer[],
  locale: Locale,
  show: (rule: string) => void,
): TemplateResult {
  const say = operationsMessages(locale);
  const found = rejecting(rules);
  return html`<section aria-labelledby="rules">
    <h3 id="rules">${say.rules}</h3>
    ${
      found.length === 0
        ? html`<p class="soft">${say.noRules}</p>`
        : html`<div class="table-scroll" tabindex="0" role="group" aria-labelledby="rules">
            <table>
              <thead>
                <tr>
                  <th scope="col">${say.rule}</th>
                  <th scope="col">${say.rejects}</th>
                  <th scope="col" class="number">${say.rejected}</th>
                </tr>
              </thead>
              <tbody>
                ${found.map(
                  (rule) => html`<tr>
                    <th scope="row"><button type="button" class="link" @click=${() => show(rule.id)}><code>${rule.id}</code></button></th>
                    <td class="text" lang="en">${rule.rejects}</td>
                    <td class="number">${formatNumber(rule.dead_letters, locale)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
