import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { formatInstant } from "../../format/date.js";
import { formatNumber } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import type { DeadLetterAnswer, RuleAnswer } from "../../source/operations-source.js";
import { errorView } from "../base/state-view.js";
import { selectField } from "../plot/field.js";
import type { LetterController } from "./letter-controller.js";
import { type LetterFilter, NO_FILTER } from "./letter-filter.js";
import { operationsMessages } from "./messages.js";
import { rejecting } from "./rules-view.js";

/** What the list of dead letters shows and offers. */
export interface LettersOptions {
  readonly locale: Locale;
  readonly letters: LetterController;
  readonly rules: readonly RuleAnswer[];
  /** Names of live sources, offered beside any other. */
  readonly sources: readonly string[];
  readonly note: string;
  readonly copy: () => void;
  readonly download: () => void;
  readonly askReplay: () => void;
}

const REPLAYED = ["read", "stored", "duplicates", "still_rejected", "skipped"] as const;

function fieldsOf({ locale, letters, rules, sources }: LettersOptions): TemplateResult {
  const say = operationsMessages(locale);
  const { filter } = letters;
  const input = (key: keyof LetterFilter, label: string, type: string, placeholder = "") =>
    html`<label class="field"><span>${label}</span><input type=${type} .value=${live(filter[key])}
      list=${key === "source" ? "names" : nothing} placeholder=${placeholder || nothing}
      @change=${(event: Event) => letters.choose({ [key]: (event.target as HTMLInputElement).value })} /></label>`;
  const found = rejecting(rules).map(({ id, dead_letters: count }) => ({
    value: id,
    label: `${id} (${formatNumber(count, locale)})`,
  }));
  const known = filter.rule === "" || found.some(({ value }) => value === filter.rule);
  const choices = known ? found : [{ value: filter.rule, label: filter.rule }, ...found];
  return html`<div class="fields">
    ${selectField(say.rule, filter.rule, [{ value: "", label: say.allRules }, ...choices], (rule) => letters.choose({ rule }))}
    ${input("source", say.source, "text", say.anySource)}
    <datalist id="names">${sources.map((name) => html`<option value=${name}></option>`)}</datalist>
    ${input("since", say.from, "datetime-local")}
    ${input("until", say.to, "datetime-local")}
    ${
      Object.values(filter).some(Boolean)
        ? html`<button type="button" class="clear" @click=${() => letters.choose(NO_FILTER)}>${say.clear}</button>`
        : nothing
    }
  </div>`;
}

function letterView(letter: DeadLetterAnswer, locale: Locale): TemplateResult {
  const say = operationsMessages(locale);
  const { position, rejectedAt } = letter;
  const place = say.line(
    formatNumber(position.line, locale),
    formatNumber(position.offset, locale),
  );
  const facts = [
    [say.where, `${position.source}, ${place}`],
    [say.field, letter.field === null ? say.whole : html`<code>${letter.field || "/"}</code>`],
    [say.found, html`<code>${letter.found}</code>`],
    [say.expected, html`<span lang="en">${letter.expected}</span>`],
    [say.rejectedAt, rejectedAt === null ? "–" : formatInstant(rejectedAt, locale)],
  ] as const;
  const title = letter.encoding === "base64" ? `${say.raw} (${say.base64})` : say.raw;
  return html`<li>
    <details>
      <summary><code>${letter.rule}</code> <span class="place">${position.source}, ${place}</span></summary>
      <dl class="letter">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <pre tabindex="0" role="region" aria-label=${title}>${letter.raw}</pre>
    </details>
  </li>`;
}

function resultView({ letters, locale }: LettersOptions): TemplateResult {
  const say = operationsMessages(locale);
  const { result, refusal, replaying } = letters;
  return html`<div role="status" class="result" ?data-shown=${result !== null || replaying}>
      ${replaying ? say.trying : nothing}
      ${
        result === null
          ? nothing
          : html`<b>${say.result}</b>${REPLAYED.map((key) => html`<span class="count">${say[key]}: <b>${formatNumber(result[key], locale)}</b></span>`)}`
      }
    </div>
    ${refusal === null ? nothing : errorView(refusal, locale, () => void letters.replay())}`;
}

/** Dead letters of a filter by pages, their export, and their second try. */
export function lettersView(options: LettersOptions): TemplateResult {
  const { locale, letters } = options;
  const say = operationsMessages(locale);
  const { page, error } = letters;
  const none = page === null || page.data.length === 0;
  return html`<section aria-labelledby="letters" aria-busy=${letters.pending}>
    <div class="head">
      <h3 id="letters" tabindex="-1">${say.deadLetters}</h3>
      <span class="faint">${page ? say.inStore(page.metadata.total) : nothing}</span>
    </div>
    ${fieldsOf(options)}
    <div class="actions">
      <button type="button" class="primary replay" ?disabled=${none || letters.replaying} @click=${options.askReplay}>${say.tryAgain}</button>
      <button type="button" class="reload" @click=${() => void letters.load()}>${say.refresh}</button>
      <button type="button" ?disabled=${none} @click=${options.copy}>${say.copy}</button>
      <button type="button" class="download" ?disabled=${none} @click=${options.download}>${say.download}</button>
      <span class="faint" role="status">${options.note}</span>
    </div>
    ${resultView(options)}
    ${error === null ? nothing : errorView(error, locale, () => void letters.load())}
    ${
      page === null || error !== null
        ? nothing
        : page.data.length === 0
          ? html`<p class="soft none">${say.noLetters}</p>`
          : html`<ul class="letters">${repeat(
              page.data,
              ({ id }) => id,
              (letter) => letterView(letter, locale),
            )}</ul>`
    }
    <nav class="actions" aria-label=${say.deadLetters} ?hidden=${letters.pageNumber === 1 && !page?.metadata.next_cursor}>
      <button type="button" ?disabled=${letters.pageNumber === 1} @click=${() => letters.previous()}>${say.previous}</button>
      <span class="faint">${say.page(formatNumber(letters.pageNumber, locale))}</span>
      <button type="button" ?disabled=${!page?.metadata.next_cursor} @click=${() => letters.next()}>${say.next}</button>
    </nav>
  </section>`;
}
