import type { SeriesAnswer } from "@cdp-whatif/core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { type Bucket, bucketEnd, dateOf, dayOf } from "../../chart/day.js";
import { DENSE_FROM } from "../../chart/dense-line.js";
import { MediaController } from "../../controller/media-controller.js";
import { QuestionController } from "../../controller/question-controller.js";
import { SizeController } from "../../controller/size-controller.js";
import { CdpElement } from "../base/cdp-element.js";
import { demoBadge, emptyView } from "../base/state-view.js";
import { overviewQuestion } from "../plot/overview.js";
import { plotStyles } from "../plot/plot.styles.js";
import { TableController } from "../plot/table-controller.js";
import { needsDataView, unanswered } from "../plot/view-state.js";
import { CursorController } from "./cursor-controller.js";
import { type DrawnPanel, drawPanels } from "./draw-panels.js";
import { timeSeriesFields } from "./fields-view.js";
import { timeSeriesMessages } from "./messages.js";
import { metricOf } from "./metric.js";
import { eventsView, notesView, originText } from "./notes-view.js";
import { paintLines } from "./paint-lines.js";
import { cursorDays, panelModels, pointCount } from "./panel-model.js";
import { panelView } from "./panel-view.js";
import { seriesTable } from "./series-table.js";
import { seriesText } from "./series-text.js";
import { timeSeriesStyles } from "./time-series.styles.js";

/**
 * Shares and scores over time, one panel per cell, with the twin's forecast after the last observation.
 *
 * Gaps in the data stay gaps. The date cursor follows the pointer and the arrow keys; a range drawn with either
 * becomes the range of dates.
 *
 * @fires cdp-selection-change - persona, region, brand or dates were chosen
 */
export class CdpTimeSeries extends CdpElement {
  static override styles = [...CdpElement.styles, plotStyles, timeSeriesStyles];

  /** `shares`, `satisfaction`, `adoption`, `engagement` or `efficiency`. */
  @property() metric: string | null = null;
  /** `day`, `week` or `month`; null: by the length of the range. */
  @property() bucket: string | null = null;
  /** How many days to look ahead, 0–365; 0: no forecast. */
  @property({ type: Number, attribute: "forecast-days" }) forecastDays = 30;
  /** Leaves out the fields for persona, region, brand and dates, which something around it has. */
  @property({ type: Boolean, attribute: "hide-selection" }) hideSelection = false;
  /** Leaves out the sampling bands. */
  @property({ type: Boolean, attribute: "hide-bands" }) hideBands = false;

  readonly #size = new SizeController(this);
  readonly #table = new TableController(this, "time-series");
  readonly #cursor = new CursorController(this, (from, to) =>
    this.select({ start: dateOf(from), end: dateOf(bucketEnd(to, this.#bucket)) }),
  );
  readonly #overview = overviewQuestion(this, () => this.connection.source);
  readonly #series = new QuestionController(this, {
    source: () => this.connection.source,
    ask: () => (this.#overview.answer ? ([this.#query()] as const) : null),
    run: (source, [query], signal) => source.series(query, { signal }),
  });
  readonly #forecast = new QuestionController(this, {
    source: () => this.connection.source,
    ask: () => (this.#wantsForecast() ? ([this.#baseline()] as const) : null),
    run: (source, [body], signal) =>
      source.simulate(body, { signal, locale: this.language, series: true }),
  });
  #drawn: readonly DrawnPanel[] = [];

  constructor() {
    super();
    // Lines on a canvas are painted anew when the reader's system changes its colours.
    new MediaController(this, "(prefers-color-scheme: dark)");
  }

  protected override renderContent(): TemplateResult {
    const overview = this.#overview.answer;
    if (!overview) return unanswered([this.#overview, this.#series], this.language);
    if (overview.records === 0) return needsDataView(this.language);
    const answer = this.#series.answer;
    if (!answer || this.#series.error)
      return html`<div class="sheet">${this.#fields()}${unanswered([this.#overview, this.#series], this.language)}</div>`;
    return this.#sheet(answer);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#size.observe(this.renderRoot.querySelector<HTMLElement>(".panels") ?? undefined);
    const { shadowRoot: root } = this;
    if (!root) return;
    for (const canvas of root.querySelectorAll("canvas")) {
      const drawn = this.#drawn.find(({ model }) => model.key === canvas.dataset.cell);
      if (drawn) paintLines(canvas, drawn.model, drawn.state.geometry, { root, ...drawn.state });
    }
  }

  get #bucket(): Bucket {
    const given = (["day", "week", "month"] as const).find((bucket) => bucket === this.bucket);
    if (given) return given;
    const { start, end } = this.selection;
    const from = dayOf(start ?? this.#overview.answer?.first ?? "");
    const to = dayOf(end ?? this.#overview.answer?.last ?? "");
    return to - from > 1100 ? "month" : to - from > 240 ? "week" : "day";
  }

  #query(): Readonly<Record<string, string>> {
    const { persona, region, start, end } = this.selection;
    const asked = { persona, region, start_date: start, end_date: end, bucket: this.#bucket };
    return Object.fromEntries(
      Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== null),
    );
  }

  #wantsForecast(): boolean {
    const { end } = this.selection;
    const last = this.#overview.answer?.last ?? null;
    const atEnd = end === null || (last !== null && end >= last);
    return this.forecastDays > 0 && atEnd && metricOf(this.metric) === "shares" && last !== null;
  }

  #baseline() {
    const { persona, region } = this.selection;
    return { interventions: [], persona, region, duration_days: this.forecastDays };
  }

  #fields(readout = ""): TemplateResult {
    return timeSeriesFields({
      readout,
      locale: this.language,
      overview: this.#overview.answer,
      selection: this.selection,
      metric: metricOf(this.metric),
      bucket: this.#bucket,
      shared: !this.hideSelection,
      bands: !this.hideBands,
      forecast: this.forecastDays,
      select: (selection) => this.select(selection),
      set: (values) => Object.assign(this, values),
    });
  }

  #sheet(answer: SeriesAnswer): TemplateResult {
    const locale = this.language;
    const say = timeSeriesMessages(locale);
    const metric = metricOf(this.metric);
    const simulation = this.#wantsForecast() ? this.#forecast.answer : null;
    const { brand, start, end } = this.selection;
    const overview = this.#overview.answer;
    const panels = panelModels(answer, {
      metric,
      brand,
      allBrands: overview?.brands ?? answer.brands,
      simulation,
    });
    const words = seriesText({ locale, overview, metric, bucket: answer.bucket });
    const days = cursorDays(panels);
    this.#drawn = drawPanels(panels, answer, {
      width: this.#size.width,
      words,
      start,
      end,
      bands: !this.hideBands && metric === "shares",
      dense: pointCount(panels) > DENSE_FROM,
      cursor: this.#cursor.day,
      range: this.#cursor.range,
    });
    const columns = this.#drawn[0]?.columns ?? 1;
    const stale = this.#series.pending ? "stale" : "";
    const shown = words.dates(answer, panels);
    return html`<div class="sheet">
      <header class="head">
        <h2>${say.title}</h2>
        ${answer.demo ? demoBadge(locale) : nothing}
        <p class="origin">${originText(panels, answer, shown, locale)}</p>
      </header>
      ${this.#fields(words.readout(this.#cursor.day, this.#cursor.range, answer.events))}
      <p class="visually-hidden" id="cursor-help">${say.cursorHelp}</p>
      <div class=${`panels columns-${columns} ${stale}`}>
        ${panels.length === 0 ? emptyView(locale) : nothing}
        ${this.#drawn.map((drawn) => panelView(drawn.model, drawn.state, drawn.text, this.#listen(drawn, days)))}
      </div>
      ${eventsView(answer, locale)}
      ${notesView({ locale, metric, simulation, failure: this.#wantsForecast() ? this.#forecast.error : null, bands: !this.hideBands })}
      ${this.#table.view(
        () =>
          seriesTable(panels, {
            locale,
            names: words,
            caption: say.caption(words.metric, shown),
            demo: answer.demo,
          }),
        locale,
      )}
    </div>`;
  }

  #listen({ state }: DrawnPanel, days: readonly number[]) {
    const { plot } = state.geometry;
    const [from, to] = state.domain;
    const dayAt = (x: number) => from + ((x - plot.left) / (plot.right - plot.left)) * (to - from);
    const x = (event: PointerEvent) =>
      event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left;
    return {
      key: (event: KeyboardEvent) => this.#cursor.key(event, days),
      move: (event: PointerEvent) => this.#cursor.move(x(event), dayAt, days),
      down: (event: PointerEvent) => this.#cursor.press(x(event), dayAt, days),
      up: (event: PointerEvent) => this.#cursor.release(event),
      leave: () => this.#cursor.leave(),
    };
  }
}

customElements.define("cdp-time-series", CdpTimeSeries);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-time-series": CdpTimeSeries;
  }
}
