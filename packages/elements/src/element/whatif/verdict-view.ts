import type { SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type TemplateResult } from "lit";
import type { ViewContext } from "./view-context.js";

const list = (title: string, sentences: readonly string[]) =>
  sentences.length === 0
    ? nothing
    : html`<div>
        <h4>${title}</h4>
        <ul>
          ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </div>`;

/** How far the answer may be trusted: the verdict, why, and what data would help. */
export function verdictView(
  { verdict, insights }: SimulationResponse,
  { say }: ViewContext,
): TemplateResult {
  const { status, reasons, needs } = verdict;
  const badge = html`<span class="badge ${status}">${say[`verdict_${status}`]}</span>`;
  if (status === "refused") {
    return html`<section class="verdict refused-answer">
      <p>${badge}</p>
      <h3>${say.refusedTitle}</h3>
      <p class="soft">${say.refusedDetail}</p>
      <div class="verdict-lists">${list(say.reasons, reasons)} ${list(say.needs, needs)}</div>
    </section>`;
  }
  const [first, ...others] = insights;
  return html`<section class="verdict">
    <p class="verdict-line">
      ${badge}
      <span>${first ?? say.verdictValidDetail}</span>
      ${others.map((sentence) => html`<span>${sentence}</span>`)}
    </p>
    ${
      reasons.length + needs.length === 0
        ? nothing
        : html`<details>
            <summary>${say.reasons} · ${say.needs}</summary>
            <div class="verdict-lists">${list(say.reasons, reasons)} ${list(say.needs, needs)}</div>
          </details>`
    }
  </section>`;
}
