import type { SeriesAnswer, SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type TemplateResult } from "lit";
import { formatDate } from "../../format/date.js";
import { formatNumber } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import type { SourceError } from "../../source/source-error.js";
import { timeSeriesMessages } from "./messages.js";
import type { Metric } from "./metric.js";
import type { PanelModel } from "./panel-model.js";

/** How many people were observed, and when. */
export function originText(
  panels: readonly PanelModel[],
  answer: SeriesAnswer,
  dates: string,
  locale: Locale,
): string {
  const say = timeSeriesMessages(locale);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { key } of panels)
    for (const people of answer.cells[key]?.people ?? []) {
      low = Math.min(low, people);
      high = Math.max(high, people);
    }
  if (low > high) return "";
  const shown = (people: number) => formatNumber(people, locale);
  const step = locale === "en" ? say[answer.bucket].toLowerCase() : say[answer.bucket];
  return say.observedBy(say.peopleRange(shown(low), shown(high), step), dates);
}

/** Events that are listed without being asked for. */
const FEW_EVENTS = 8;

/** The events within the range, numbered as in the charts; many are folded away. */
export function eventsView(answer: SeriesAnswer, locale: Locale): unknown {
  const { events } = answer;
  if (events.length === 0) return nothing;
  const say = timeSeriesMessages(locale);
  const list = html`<ol class="events">
    ${events.map(
      ({ timestamp, event }, i) => html`<li>
        <span class="mark" aria-hidden="true">${i + 1}</span>${formatDate(timestamp.slice(0, 10), locale)}:
        ${event.replaceAll("_", " ")}
      </li>`,
    )}
  </ol>`;
  if (events.length <= FEW_EVENTS) return html`<div><h3>${say.events}</h3>${list}</div>`;
  return html`<details>
    <summary>${say.events} (${formatNumber(events.length, locale)})</summary>
    ${list}
  </details>`;
}

/** How often bands of the backtest held what came. */
function heldText({ provenance: { backtest } }: SimulationResponse, locale: Locale): string {
  const say = timeSeriesMessages(locale);
  if (backtest === null) return say.noBacktest;
  const held = formatNumber(Math.round(100 * backtest.coverage80), locale);
  return say.bandsHeld(held, formatNumber(backtest.periods, locale));
}

/** What the marks mean, and where the numbers are from. */
export function notesView({
  locale,
  metric,
  simulation,
  failure,
  bands,
}: {
  readonly locale: Locale;
  readonly metric: Metric;
  readonly simulation: SimulationResponse | null;
  readonly failure: SourceError | null;
  readonly bands: boolean;
}): TemplateResult {
  const say = timeSeriesMessages(locale);
  const weak =
    simulation && simulation.verdict.status !== "valid" ? simulation.verdict.reasons : [];
  return html`<div class="notes">
    <p>${say.gapNote} ${metric !== "shares" ? say.scoreNote : bands ? say.bandNote : nothing}</p>
    ${simulation?.series ? html`<p>${say.forecastFrom(formatDate(simulation.provenance.asOf, locale))} ${heldText(simulation, locale)}</p>` : nothing}
    ${failure ? html`<p>${say.noForecast} ${failure.message}</p>` : nothing}
    ${weak.length > 0 ? html`<p class="warn">${say.weakForecast} ${weak.join(" ")}</p>` : nothing}
  </div>`;
}
