import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import type { LoadProgress } from "../../source/data-source.js";
import type { SourceError } from "../../source/source-error.js";

/** Says how far loading is; the bar is indeterminate where the size is not known. */
export function loadingView(progress: LoadProgress | null, locale: Locale): TemplateResult {
  const say = commonMessages(locale);
  const total = progress?.totalBytes ?? null;
  const detail = () => {
    if (progress?.stage === "fetching" && progress.bytes > 0) {
      const done = formatBytes(progress.bytes, locale);
      return total === null ? done : say.bytesOf(done, formatBytes(total, locale));
    }
    return progress && progress.records > 0 ? say.recordsRead(progress.records) : nothing;
  };
  return html`<div class="state" role="status">
    <p class="state-title">${progress ? say[progress.stage] : say.loading}</p>
    <progress
      aria-label=${say.loading}
      max=${total ?? nothing}
      value=${total === null || progress?.stage !== "fetching" ? nothing : progress.bytes}
    ></progress>
    <p class="faint">${detail()}</p>
  </div>`;
}

/** Says what went wrong, where, and offers to try again. */
export function errorView(error: SourceError, locale: Locale, retry: () => void): TemplateResult {
  const say = commonMessages(locale);
  if (error.code === "no_source") {
    return html`<div class="state">
      <p class="state-title">${say.noSourceTitle}</p>
      <p class="soft">${say.noSourceDetail}</p>
      <p class="faint">${error.message}</p>
    </div>`;
  }
  return html`<div class="state" role="alert">
    <p class="state-title">${say.errorTitle}</p>
    <p class="soft">${error.message}</p>
    ${
      error.details.length > 0
        ? html`<ul class="state-details">
            ${error.details.map(({ pointer, detail }) => html`<li><code>${pointer}</code> ${detail}</li>`)}
          </ul>`
        : nothing
    }
    <p class="faint">${say.errorCode}: <code>${error.code}</code></p>
    <button class="primary" type="button" @click=${retry}>${say.retry}</button>
  </div>`;
}

/** Says that a selection holds nothing. */
export function emptyView(locale: Locale): TemplateResult {
  const say = commonMessages(locale);
  return html`<div class="state">
    <p class="state-title">${say.emptyTitle}</p>
    <p class="soft">${say.emptyDetail}</p>
  </div>`;
}

/** The mark that every view of demo data carries. */
export function demoBadge(locale: Locale): TemplateResult {
  const say = commonMessages(locale);
  return html`<span class="badge demo" title=${say.demoDetail}>${say.demo}</span>`;
}
