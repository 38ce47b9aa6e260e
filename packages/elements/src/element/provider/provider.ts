import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import {
  type ContextProvider,
  PROVIDER_TAG,
  type ProviderContext,
} from "../../controller/provider-context.js";
import { SourceController } from "../../controller/source-controller.js";
import type { SelectionChangeEvent } from "../../event/selection-change-event.js";
import type { GivenData } from "../../source/shared-source.js";

/**
 * Shares one source, selection, language and theme with all elements inside it; draws nothing itself.
 *
 * A choice made in one of them (`cdp-selection-change`) becomes the choice of all. An element's own
 * attributes win over the provider's.
 */
export class CdpProvider extends LitElement implements ContextProvider {
  static override styles = css`
    :host {
      display: contents;
    }
    :host([theme="light"]) {
      color-scheme: light;
    }
    :host([theme="dark"]) {
      color-scheme: dark;
    }
    :host([theme="auto"]) {
      color-scheme: light dark;
    }
  `;

  @property() src: string | null = null;
  @property() persona: string | null = null;
  @property() region: string | null = null;
  @property() brand: string | null = null;
  @property() start: string | null = null;
  @property() end: string | null = null;
  @property() locale: string | null = null;
  @property({ reflect: true }) theme: string | null = null;
  @property({ attribute: false }) data: GivenData | null = null;
  @property({ attribute: false }) headers: Readonly<Record<string, string>> | null = null;

  readonly #connection = new SourceController(this);
  readonly #listeners = new Set<() => void>();

  get context(): ProviderContext {
    const { persona, region, brand, start, end, locale, theme } = this;
    const source = this.#connection.source;
    return { source, selection: { persona, region, brand, start, end }, locale, theme };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("cdp-selection-change", this.#take);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("cdp-selection-change", this.#take);
  }

  protected override updated(_changed: PropertyValues): void {
    for (const listener of this.#listeners) listener();
  }

  override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  readonly #take = ({ selection }: SelectionChangeEvent): void => {
    Object.assign(this, selection);
  };
}

customElements.define(PROVIDER_TAG, CdpProvider);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-provider": CdpProvider;
  }
}
