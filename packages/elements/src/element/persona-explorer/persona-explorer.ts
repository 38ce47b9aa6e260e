import type { SummaryAnswer, Twin } from "@cdp-whatif/core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { QuestionController } from "../../controller/question-controller.js";
import { SizeController } from "../../controller/size-controller.js";
import { formatDateRange } from "../../format/date.js";
import { formatNumber, formatPercent, formatSigned } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import { brandClass } from "../../theme/brand-colour.js";
import { CdpElement } from "../base/cdp-element.js";
import { demoBadge, emptyView } from "../base/state-view.js";
import { intervalStyles } from "../plot/interval.styles.js";
import { type Overview, overviewQuestion, shownName } from "../plot/overview.js";
import { plotStyles } from "../plot/plot.styles.js";
import { plotMessages } from "../plot/plot-messages.js";
import { selectionFields } from "../plot/selection-fields.js";
import { TableController } from "../plot/table-controller.js";
import { SCORE_NAMES, scoreTraits, shareTraits } from "../plot/trait.js";
import { summaryQuery } from "../plot/twin-noise.js";
import { needsDataView, unanswered } from "../plot/view-state.js";
import { cardView } from "./card-view.js";
import { type PersonaFigure, personaFigures, personaTraits } from "./describe-persona.js";
import { personaMessages } from "./messages.js";
import { personaStyles } from "./persona-explorer.styles.js";
import { traitTable } from "./trait-table.js";
import { definingView, type TraitText, traitsView } from "./traits-view.js";
import { habitTraits, priceTraits } from "./twin-traits.js";
import { twinTraitsView } from "./twin-view.js";

/** Below this width the parts of a row stack, as in the style sheet. */
const SIDE_BY_SIDE = 720 - 32;

/**
 * Who the personas are: their size, their shares, what sets each apart from all, which is nearest, and what the
 * twin knows of their habit and price sensitivity.
 *
 * @fires cdp-selection-change - a persona, region or dates were chosen
 */
export class CdpPersonaExplorer extends CdpElement {
  static override styles = [...CdpElement.styles, plotStyles, intervalStyles, personaStyles];

  /** Leaves out the fields for region and dates, which something around it has. */
  @property({ type: Boolean, attribute: "hide-selection" }) hideSelection = false;

  readonly #size = new SizeController(this);
  readonly #table = new TableController(this, "personas");
  readonly #overview = overviewQuestion(this, () => this.connection.source);
  readonly #summary = new QuestionController(this, {
    source: () => this.connection.source,
    ask: () => [summaryQuery({ ...this.selection, persona: null })] as const,
    run: (source, [query], signal) => source.summary(query, { signal }),
  });
  readonly #twin = new QuestionController(this, {
    source: () => this.connection.source,
    ask: () => [] as const,
    run: (source, _question, signal) => source.twin({ signal }),
  });

  protected override renderContent(): TemplateResult {
    const overview = this.#overview.answer;
    if (!overview) return unanswered([this.#overview, this.#summary], this.language);
    if (overview.records === 0) return needsDataView(this.language);
    const summary = this.#summary.answer;
    if (!summary || this.#summary.error)
      return unanswered([this.#overview, this.#summary], this.language);
    return this.#sheet(overview, summary);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#size.observe(this.renderRoot.querySelector<HTMLElement>(".body") ?? undefined);
  }

  #sheet(overview: Overview, summary: SummaryAnswer): TemplateResult {
    const locale = this.language;
    const say = personaMessages(locale);
    const { first_date: first, last_date: last } = summary;
    const dates = first && last ? formatDateRange(first, last, locale) : "";
    const figures = personaFigures(summary, overview.personas, shareTraits(overview.brands));
    const biggest = [...figures].sort((a, b) => b.people - a.people)[0];
    const chosen = figures.find(({ persona }) => persona === this.selection.persona) ?? biggest;
    const card = {
      locale,
      brands: overview.brands,
      persona: (id: string) => shownName(overview, "personas", id, locale),
      brand: (id: string) => shownName(overview, "brands", id, locale),
    };
    return html`<div class="sheet">
      <header class="head">
        <h2>${say.title}</h2>
        ${summary.demo ? demoBadge(locale) : nothing}
        <p class="origin">${chosen ? say.origin(formatNumber(summary.total_records, locale), dates) : nothing}</p>
      </header>
      ${
        this.hideSelection
          ? nothing
          : html`<div class="fields">
              ${selectionFields({
                locale,
                overview,
                selection: this.selection,
                kinds: ["regions"],
                select: (selection) => this.select(selection),
              })}
            </div>`
      }
      <div class="cards" role="group" aria-label=${say.choose}>
        ${figures.map((figure) =>
          cardView(figure, card, {
            pressed: figure === chosen,
            choose: () => this.select({ persona: figure.persona }),
          }),
        )}
      </div>
      <div class=${this.#summary.pending ? "body stale" : "body"}>
        ${chosen ? this.#detail(chosen, { overview, summary, dates }) : emptyView(locale)}
      </div>
    </div>`;
  }

  #detail(
    chosen: PersonaFigure,
    { overview, summary, dates }: { overview: Overview; summary: SummaryAnswer; dates: string },
  ): TemplateResult {
    const locale = this.language;
    const say = personaMessages(locale);
    const twin = this.#twin.answer;
    const traits = personaTraits(summary, chosen.persona, {
      personas: overview.personas,
      traits: [...shareTraits(overview.brands), ...scoreTraits()],
      noise: twin?.noise ?? 0,
    });
    const name = shownName(overview, "personas", chosen.persona, locale);
    const score = (id: string) => SCORE_NAMES.find((known) => known === id);
    const text: TraitText = {
      locale,
      trait: (id) => {
        const known = score(id);
        return known ? plotMessages(locale)[known] : shownName(overview, "brands", id, locale);
      },
      mark: (id) => (score(id) ? "brand-7" : brandClass(overview.brands, id)),
    };
    const width = this.#size.width;
    const narrow = width < SIDE_BY_SIDE;
    return html`<h3>${say.apart(name)}</h3>
      ${chosen.nearest ? definingView(traits, text) : html`<p class="faint">${say.only}</p>`}
      <p class="faint">${say.apartDetail}</p>
      ${traitsView(traits, narrow ? width : Math.floor(width * 0.26), text)}
      <p class="faint">${say.method}</p>
      <h3>${say.twinTitle}</h3>
      ${twin ? this.#twinParts(twin, chosen, overview, narrow ? width : Math.floor(width * 0.3)) : html`<p class="faint">${say.noTwin}</p>`}
      ${this.#table.view(
        () =>
          traitTable(traits, text, {
            caption: say.caption(name, dates),
            demo: summary.demo,
            persona: name,
          }),
        locale,
      )}`;
  }

  #twinParts(
    twin: Twin,
    { persona }: PersonaFigure,
    overview: Overview,
    width: number,
  ): TemplateResult {
    const locale = this.language;
    const say = personaMessages(locale);
    return html`<div class="twin-parts">
      ${twinTraitsView(habitTraits(twin, persona), {
        title: say.habit,
        detail: null,
        head: say.regions,
        width,
        domain: [0, 1],
        show: (value) => formatPercent(100 * value, locale, 0),
        name: (id) => shownName(overview, "regions", id, locale),
        mark: () => "brand-7",
        locale,
      })}
      ${twinTraitsView(priceTraits(twin, persona), {
        title: say.price,
        detail: say.priceDetail,
        head: commonMessages(locale).brand,
        width,
        domain: null,
        show: (value) => formatSigned(value, locale, 2),
        name: (id) => shownName(overview, "brands", id, locale),
        mark: (id) => brandClass(overview.brands, id),
        locale,
      })}
    </div>`;
  }
}

customElements.define("cdp-persona-explorer", CdpPersonaExplorer);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-persona-explorer": CdpPersonaExplorer;
  }
}
