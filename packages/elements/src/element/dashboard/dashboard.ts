import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { SelectionChangeEvent } from "../../event/selection-change-event.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { SourceError } from "../../source/source-error.js";
import { CdpElement } from "../base/cdp-element.js";
import { overviewQuestion } from "../plot/overview.js";
import { plotStyles } from "../plot/plot.styles.js";
import { selectionFields } from "../plot/selection-fields.js";
import { skeletonView } from "../plot/view-state.js";
import { encodePermalink, readFragment, writeFragment } from "../whatif/permalink.js";
import { dashboardStyles } from "./dashboard.styles.js";
import { DASHBOARD_PART, decodeDashboard, encodeDashboard } from "./dashboard-link.js";
import { headView } from "./head-view.js";
import { dashboardMessages } from "./messages.js";
import { loadOperations, operationsView } from "./operations-view.js";
import { panelContent } from "./panel-content.js";
import { tabsView } from "./tabs-view.js";
import { type View, viewOf, viewsOf } from "./view.js";

/**
 * All views under one head: what the data is, a selection that they share, language, colours and a link to what
 * is seen.
 *
 * The views inside take data, selection and language from here. A view is made when its tab is first opened.
 *
 * @fires cdp-selection-change - persona, region, brand or dates were chosen, here or in a view
 */
export class CdpDashboard extends CdpElement {
  static override styles = [...CdpElement.styles, plotStyles, dashboardStyles];

  /** `time-series`, `personas`, `regions`, `whatif`, or `operations` of a server; null: the first that the data can fill. */
  @property({ reflect: true }) view: string | null = null;

  /** What is said about the link; the address itself where copying was not allowed. */
  @state() private note: { readonly text: string; readonly address: string | null } | null = null;
  @state() private loadedOperations: SourceError | null | undefined;
  @query(".panel:not([hidden])") private readonly shownPanel?: HTMLElement;

  readonly #visited = new Set<View>();
  readonly #overview = overviewQuestion(this, () => this.connection.source);
  #seen: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("cdp-selection-change", this.#take);
    window.addEventListener("hashchange", this.#follow);
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("cdp-selection-change", this.#take);
    window.removeEventListener("hashchange", this.#follow);
  }

  /** The view that is open. */
  get currentView(): View {
    const overview = this.#overview.answer;
    const fallback = overview && overview.records === 0 ? "whatif" : "time-series";
    return this.#views.find((view) => view === this.view) ?? fallback;
  }

  get #views(): readonly View[] {
    return viewsOf(this.connection.source);
  }

  /** The address that re-opens what is seen, the what-if scenario included. */
  get link(): string {
    const url = new URL(location.href);
    const { view, locale, theme } = this;
    const text = encodeDashboard({ ...this.selection, view: viewOf(view), locale, theme });
    url.hash = writeFragment(location.hash, DASHBOARD_PART, text);
    const whatif = this.renderRoot.querySelector("cdp-whatif");
    if (whatif) {
      const { persona, region, brand } = this.selection;
      const digests = whatif.result?.receipt ?? null;
      const scenario = encodePermalink({
        scenario: whatif.scenario,
        persona,
        region,
        brand,
        twinDigest: digests?.twinDigest ?? null,
        resultDigest: digests?.resultDigest ?? null,
      });
      url.hash = writeFragment(url.hash, "cdp-whatif", scenario);
    }
    return url.href;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const view = this.currentView;
    if (view === "operations") void this.#loadOperations();
    // How a server is can be seen before it has any data.
    if (view === "operations" || this.#overview.answer || this.#overview.error)
      this.#visited.add(view);
  }

  protected override renderContent(): TemplateResult {
    const locale = this.language;
    const say = dashboardMessages(locale);
    const { state } = this.connection;
    const report = state.phase === "ready" ? state.report : null;
    const overview = this.#overview.answer;
    return html`<section class="board" aria-label=${say.title}>
      <a class="skip" href="#view" @click=${this.#skip}>${say.skip}</a>
      ${headView({
        locale,
        theme: this.theme ?? "auto",
        overview,
        source: this.#sourceName(),
        unused: report?.deadLettered ?? 0,
        chooseLocale: (chosen) => {
          this.locale = chosen;
        },
        chooseTheme: (theme) => {
          this.theme = theme;
        },
        share: () => void this.#share(),
      })}
      ${this.#renderNote()}
      <div class="who" role="group" ?hidden=${this.currentView === "operations"} aria-label=${say.selection}>
        <div class="fields">
          ${selectionFields({
            locale,
            overview,
            selection: this.selection,
            kinds: ["personas", "regions", "brands"],
            select: (selection) => this.select(selection),
            dates: overview?.records !== 0,
          })}
          ${
            this.selection.start || this.selection.end
              ? html`<button type="button" class="link" @click=${() => this.select({ start: null, end: null })}>${say.allDates}</button>`
              : nothing
          }
        </div>
      </div>
      ${tabsView(this.currentView, this.#views, locale, (view, focus) => void this.#open(view, focus))}
      ${this.#renderViews()}
    </section>`;
  }

  #renderViews(): TemplateResult {
    const { persona, region, brand, start, end } = this.selection;
    if (this.#visited.size === 0) return skeletonView(this.language);
    return html`<cdp-provider
      .src=${this.src}
      .data=${this.data}
      .headers=${this.headers}
      .persona=${persona}
      .region=${region}
      .brand=${brand}
      .start=${start}
      .end=${end}
      .locale=${this.language}
    >
      ${this.#views.map(
        (view) => html`<div
          class="panel"
          role="tabpanel"
          id=${`panel-${view}`}
          aria-labelledby=${`tab-${view}`}
          tabindex="-1"
          ?hidden=${view !== this.currentView}
        >
          ${this.#visited.has(view) ? this.#renderView(view) : nothing}
        </div>`,
      )}
    </cdp-provider>`;
  }

  #renderView(view: View): TemplateResult {
    return view === "operations"
      ? operationsView(this.language, this.loadedOperations)
      : panelContent(view);
  }

  #renderNote(): TemplateResult {
    const say = dashboardMessages(this.language);
    const { note } = this;
    return html`<div role="status" class=${note ? "note" : "visually-hidden"}>
      ${note?.text}
      ${
        note?.address
          ? html`<input readonly aria-label=${say.linkLabel} .value=${note.address} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />`
          : nothing
      }
    </div>`;
  }

  async #loadOperations(): Promise<void> {
    this.loadedOperations = await loadOperations();
  }

  #sourceName(): string | null {
    if (this.data !== null) return dashboardMessages(this.language).givenData;
    if (this.src === null) return null;
    return URL.canParse(this.src, this.baseURI)
      ? new URL(this.src, this.baseURI).href.replace(/\/$/, "")
      : this.src;
  }

  async #open(view: View, focus: boolean): Promise<void> {
    this.view = view;
    if (!focus) return;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#tab-${view}`)?.focus();
  }

  async #share(): Promise<void> {
    const say = commonMessages(this.language);
    const address = this.link;
    try {
      await navigator.clipboard.writeText(address);
      this.note = { text: say.copied, address: null };
    } catch (refusal) {
      if (!(refusal instanceof Error)) throw refusal;
      // Pages without https have no clipboard: the address is shown to be copied by hand.
      this.note = { text: say.copyFailed, address };
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>(".note input")?.focus();
    }
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.shownPanel?.focus();
  };

  readonly #take = ({ selection }: SelectionChangeEvent): void => {
    if (!this.connection.context) Object.assign(this, selection);
  };

  readonly #follow = (): void => {
    const text = readFragment(location.hash, DASHBOARD_PART);
    if (text === this.#seen || text === null) return;
    this.#seen = text;
    Object.assign(this, decodeDashboard(text));
  };
}

customElements.define("cdp-dashboard", CdpDashboard);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-dashboard": CdpDashboard;
  }
}
