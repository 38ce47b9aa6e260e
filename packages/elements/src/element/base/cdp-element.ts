import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Selection } from "../../controller/provider-context.js";
import { SourceController } from "../../controller/source-controller.js";
import { CdpErrorEvent } from "../../event/cdp-error-event.js";
import { CdpReadyEvent } from "../../event/cdp-ready-event.js";
import { SelectionChangeEvent } from "../../event/selection-change-event.js";
import { type Locale, resolveLocale } from "../../locale/locale.js";
import type { GivenData } from "../../source/shared-source.js";
import { controls } from "../../theme/controls.js";
import { tokens } from "../../theme/tokens.js";
import { errorView, loadingView } from "./state-view.js";
import { stateStyles } from "./state-view.styles.js";

export type Theme = "light" | "dark" | "auto";

/**
 * What every element of the project shares: the common attributes, a source, a selection, a language,
 * a theme, and the states before there is anything to draw.
 *
 * A sub-class declares `static override styles = [...CdpElement.styles, its own]`, asks through a
 * `QuestionController` with `() => this.connection.source`, and draws in `renderContent`, which is called
 * only while the source is ready. It draws inside the base's `<div class="frame">`.
 *
 * @fires cdp-ready - the data is loaded
 * @fires cdp-error - the data could not be loaded
 * @fires cdp-selection-change - something was chosen
 */
export abstract class CdpElement extends LitElement {
  static override styles = [tokens, controls, stateStyles];

  /** Where the data is: a twin (`.json`), data (`.jsonl`, `.jsonl.gz`, several with spaces between), or a server. */
  @property() src: string | null = null;
  /** Persona id; null: all, or the provider's. The same for `region` and `brand`. */
  @property() persona: string | null = null;
  @property() region: string | null = null;
  @property() brand: string | null = null;
  /** First and last local date looked at, `YYYY-MM-DD`. */
  @property() start: string | null = null;
  @property() end: string | null = null;
  /** `en` or `zh-TW`; null: the provider's, the page's `lang`, or the browser's. */
  @property() locale: string | null = null;
  @property({ reflect: true }) theme: string | null = null;
  /** Data as values in place of `src`: a twin, or records as on the lines of a data file. Set anew to change it. */
  @property({ attribute: false }) data: GivenData | null = null;
  /** Sent with every request; the only place for credentials. */
  @property({ attribute: false }) headers: Readonly<Record<string, string>> | null = null;

  protected readonly connection = new SourceController(this);
  #announced: unknown = null;

  /** What is looked at: the element's own choice where it has one, else the provider's. */
  get selection(): Selection {
    const shared = this.connection.context?.selection;
    return {
      persona: this.persona ?? shared?.persona ?? null,
      region: this.region ?? shared?.region ?? null,
      brand: this.brand ?? shared?.brand ?? null,
      start: this.start ?? shared?.start ?? null,
      end: this.end ?? shared?.end ?? null,
    };
  }

  /** The language of the texts. */
  get language(): Locale {
    const page = this.closest("[lang]")?.getAttribute("lang") || document.documentElement.lang;
    return resolveLocale([
      this.locale,
      this.connection.context?.locale,
      page,
      ...navigator.languages,
    ]);
  }

  /** Chooses: the provider takes it over for all inside it, an element alone keeps it to itself. */
  protected select(selection: Partial<Selection>): void {
    if (!this.connection.context) Object.assign(this, selection);
    this.dispatchEvent(new SelectionChangeEvent(selection));
  }

  protected override updated(_changed: PropertyValues): void {
    const { state } = this.connection;
    if (state === this.#announced) return;
    this.#announced = state;
    if (state.phase === "error") this.dispatchEvent(new CdpErrorEvent(state.error));
    if (state.phase === "ready") this.dispatchEvent(new CdpReadyEvent(state.report?.demo ?? false));
  }

  override render(): TemplateResult {
    const { state } = this.connection;
    return html`<div class="frame" lang=${this.language} aria-busy=${state.phase === "loading"}>
      ${this.#renderState()}
    </div>`;
  }

  /** What is drawn once the source is ready. */
  protected abstract renderContent(): unknown;

  #renderState(): unknown {
    const { state } = this.connection;
    switch (state.phase) {
      case "loading":
        return loadingView(state.progress, this.language);
      case "error":
        return errorView(state.error, this.language, () => this.connection.source?.retry());
      case "ready":
        return this.renderContent();
    }
  }
}
