import type { SummaryAnswer } from "@cdp-whatif/core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { QuestionController } from "../../controller/question-controller.js";
import { SizeController } from "../../controller/size-controller.js";
import { formatDateRange } from "../../format/date.js";
import { formatNumber, formatPercent } from "../../format/number.js";
import { brandClass } from "../../theme/brand-colour.js";
import { CdpElement } from "../base/cdp-element.js";
import { demoBadge, emptyView } from "../base/state-view.js";
import { checkField, selectField } from "../plot/field.js";
import { intervalStyles } from "../plot/interval.styles.js";
import { type Overview, overviewQuestion, shownName } from "../plot/overview.js";
import { plotStyles } from "../plot/plot.styles.js";
import { plotMessages } from "../plot/plot-messages.js";
import { selectionFields } from "../plot/selection-fields.js";
import { TableController } from "../plot/table-controller.js";
import { SCORE_NAMES, scoreTraits, shareTraits } from "../plot/trait.js";
import { noiseQuestion, summaryQuery } from "../plot/twin-noise.js";
import { needsDataView, unanswered } from "../plot/view-state.js";
import { compareRegions } from "./compare-regions.js";
import { comparisonTable } from "./comparison-table.js";
import { type ComparisonText, comparisonView } from "./comparison-view.js";
import { regionMessages } from "./messages.js";
import { plotWidth } from "./plot-width.js";
import { regionStyles } from "./region-comparison.styles.js";

/** How many regions are compared until somebody chooses. */
const FIRST_REGIONS = 4;

/**
 * Regions side by side on one scale per share or score, with the difference from one of them and whether the
 * people observed are enough to tell them apart.
 *
 * @fires cdp-selection-change - persona, brand or dates were chosen
 */
export class CdpRegionComparison extends CdpElement {
  static override styles = [...CdpElement.styles, plotStyles, intervalStyles, regionStyles];

  /** Region ids to compare, separated by commas; null: the first few. */
  @property() regions: string | null = null;
  /** Region id that the others are held against; null: the chosen region, else the first. */
  @property() reference: string | null = null;
  /** `shares` or `scores`. */
  @property() show: string | null = null;
  /** Leaves out the fields for persona, brand and dates, which something around it has. */
  @property({ type: Boolean, attribute: "hide-selection" }) hideSelection = false;

  readonly #size = new SizeController(this);
  readonly #table = new TableController(this, "region-comparison");
  readonly #overview = overviewQuestion(this, () => this.connection.source);
  readonly #noise = noiseQuestion(this, () => this.connection.source);
  readonly #summary = new QuestionController(this, {
    source: () => this.connection.source,
    ask: () => [summaryQuery({ ...this.selection, region: null })] as const,
    run: (source, [query], signal) => source.summary(query, { signal }),
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

  #compared(overview: Overview): string[] {
    const named = this.regions?.split(",").map((region) => region.trim());
    if (named) return overview.regions.filter((region) => named.includes(region));
    const chosen = this.selection.region;
    const first = overview.regions.filter((region) => region !== chosen);
    const all = chosen && overview.regions.includes(chosen) ? [chosen, ...first] : first;
    const few = new Set(all.slice(0, FIRST_REGIONS));
    return overview.regions.filter((region) => few.has(region));
  }

  #referenceOf(compared: readonly string[]): string {
    const wanted = [this.reference, this.selection.region];
    const found = wanted.find((region) => region !== null && compared.includes(region));
    return found ?? compared[0] ?? "";
  }

  #sheet(overview: Overview, summary: SummaryAnswer): TemplateResult {
    const locale = this.language;
    const say = regionMessages(locale);
    const compared = this.#compared(overview);
    const reference = this.#referenceOf(compared);
    const { first_date: first, last_date: last } = summary;
    const dates = first && last ? formatDateRange(first, last, locale) : "";
    const scores = this.show === "scores";
    const { brand } = this.selection;
    const brands = overview.brands.filter((id) => brand === null || id === brand);
    const noise = this.#noise.answer;
    const comparisons = compareRegions(summary, {
      traits: scores ? scoreTraits() : shareTraits(brands),
      regions: compared,
      reference,
      noise: noise ?? 0,
    });
    const text: ComparisonText = {
      locale,
      reference,
      region: (id) => shownName(overview, "regions", id, locale),
      trait: (id) => {
        const score = SCORE_NAMES.find((name) => name === id);
        return score ? plotMessages(locale)[score] : shownName(overview, "brands", id, locale);
      },
      mark: (id) => (scores ? "brand-1" : brandClass(overview.brands, id)),
    };
    const empty = summary.total_records === 0;
    return html`<div class="sheet">
      <header class="head">
        <h2>${say.title}</h2>
        ${summary.demo ? demoBadge(locale) : nothing}
        <p class="origin">${empty ? nothing : say.origin(formatNumber(summary.total_records, locale), dates)}</p>
      </header>
      ${this.#fields(overview, compared, reference)}
      <div class=${this.#summary.pending ? "body stale" : "body"}>
        ${
          empty
            ? emptyView(locale)
            : compared.length < 2
              ? html`<p class="state soft">${say.few}</p>`
              : comparisonView(comparisons, plotWidth(this.#size.width), text)
        }
      </div>
      <div class="notes faint">
        <p>${say.method} ${scores ? say.bound : nothing}</p>
        <p>${noise === null ? say.noNoise : say.noise(formatPercent(noise * 100, locale, 2))}</p>
      </div>
      ${this.#table.view(() => comparisonTable(comparisons, text, { caption: say.caption(dates), demo: summary.demo }), locale)}
    </div>`;
  }

  #fields(overview: Overview, compared: readonly string[], reference: string): TemplateResult {
    const locale = this.language;
    const say = regionMessages(locale);
    const name = (id: string) => shownName(overview, "regions", id, locale);
    const choose = (region: string, checked: boolean) => {
      const chosen = overview.regions.filter((id) =>
        id === region ? checked : compared.includes(id),
      );
      this.regions = chosen.join(",");
    };
    return html`<div class="fields">
        ${
          this.hideSelection
            ? nothing
            : selectionFields({
                locale,
                overview,
                selection: this.selection,
                kinds: ["personas", "brands"],
                select: (selection) => this.select(selection),
              })
        }
        ${selectField(
          say.show,
          this.show === "scores" ? "scores" : "shares",
          [
            { value: "shares", label: say.shares },
            { value: "scores", label: say.scores },
          ],
          (value) => {
            this.show = value;
          },
        )}
        ${selectField(
          say.reference,
          reference,
          compared.map((value) => ({ value, label: name(value) })),
          (value) => {
            this.reference = value;
          },
        )}
      </div>
      <fieldset class="regions">
        <legend>${say.regions}</legend>
        ${overview.regions.map((region) =>
          checkField(name(region), compared.includes(region), (checked) => choose(region, checked)),
        )}
      </fieldset>`;
  }
}

customElements.define("cdp-region-comparison", CdpRegionComparison);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-region-comparison": CdpRegionComparison;
  }
}
