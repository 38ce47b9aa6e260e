import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatInstant } from "../../format/date.js";
import { formatNumber } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import type { LiveSourceAnswer, SourcesAnswer } from "../../source/operations-source.js";
import { operationsMessages } from "./messages.js";
import { namedBy, stageNames, stageUnits } from "./names.js";
import { stateBadge } from "./tone.js";

/** The live sources as a table. */
export function sourcesView({ sources }: SourcesAnswer, locale: Locale): TemplateResult {
  const say = operationsMessages(locale);
  const time = (text: string | null) => (text === null ? "–" : formatInstant(text, locale));
  const count = (value: number) => html`<td class="number">${formatNumber(value, locale)}</td>`;
  const rowOf = (source: LiveSourceAnswer) => html`<tr data-source=${source.name}>
    <th scope="row">${source.name}</th>
    <td>${source.kind}</td>
    <td>
      ${stateBadge(source.state, say[source.state])}
      ${source.failures > 0 ? html`<div class="faint">${say.failures(source.failures)}</div>` : nothing}
    </td>
    <td class="time">${time(source.since)}</td>
    ${count(source.read)}${count(source.stored)}${count(source.duplicates)}${count(source.dead_lettered)}
    <td class="time">${time(source.last_batch_at)}</td>
    <td class="time">${time(source.next_try_at)}</td>
    <td class="text">${source.last_error ?? "–"}</td>
  </tr>`;
  return html`<section aria-labelledby="sources">
    <h3 id="sources">${say.sources}</h3>
    ${
      sources.length === 0
        ? html`<p class="soft">${say.noSources}</p>`
        : html`<div class="table-scroll" tabindex="0" role="group" aria-labelledby="sources">
            <table>
              <thead>
                <tr>
                  ${[say.source, say.kind, say.state, say.since].map((label) => html`<th scope="col">${label}</th>`)}
                  ${[say.read, say.stored, say.duplicates, say.rejected].map((label) => html`<th scope="col" class="number">${label}</th>`)}
                  ${[say.lastBatch, say.nextTry, say.lastError].map((label) => html`<th scope="col">${label}</th>`)}
                </tr>
              </thead>
              <tbody>${repeat(sources, ({ name }) => name, rowOf)}</tbody>
            </table>
          </div>`
    }
  </section>`;
}

/** The eight stages in their order: what went in, what came out, what went wrong last. */
export function stagesView({ stages }: SourcesAnswer, locale: Locale): TemplateResult {
  const say = operationsMessages(locale);
  const counted = (label: string, value: number, unit: string) =>
    html`<div><dt>${label}</dt><dd><b>${formatNumber(value, locale)}</b> ${unit}</dd></div>`;
  return html`<section aria-labelledby="stages">
    <h3 id="stages">${say.stages}</h3>
    <ol class="stages">
      ${stages.map((stage, i) => {
        const unit = namedBy(stageUnits(locale), stage.name);
        return html`<li data-stage=${stage.name}>
          <h4><span class="step" aria-hidden="true">${i + 1}</span>${namedBy(stageNames(locale), stage.name)}</h4>
          ${stateBadge(stage.state, say[stage.state])}
          <dl>${counted(say.in, stage.in, unit)}${counted(say.out, stage.out, unit)}</dl>
          ${stage.last_error === null ? nothing : html`<p class="faint">${say.lastError}: ${stage.last_error}</p>`}
        </li>`;
      })}
    </ol>
  </section>`;
}
