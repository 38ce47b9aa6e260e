import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";

type NoticeHost = ReactiveControllerHost & { readonly renderRoot: ParentNode };

/** Short messages above the levers, and copying to the clipboard with its outcome. */
export class NoticeController implements ReactiveController {
  #messages: readonly string[] = [];
  /** A text that could not be copied and is shown to be copied by hand. */
  #uncopied: string | null = null;

  constructor(readonly host: NoticeHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.clear();
  }

  /** Shows messages in place of those before. */
  show(...messages: string[]): void {
    this.#messages = messages;
    this.#uncopied = null;
    this.host.requestUpdate();
  }

  clear(): void {
    if (this.#messages.length > 0 || this.#uncopied !== null) this.show();
  }

  /** Copies a text; where the browser does not allow that, shows it selected. */
  async copy(text: string, locale: Locale): Promise<void> {
    const say = commonMessages(locale);
    try {
      await navigator.clipboard.writeText(text);
      this.show(say.copied);
    } catch {
      // No secure page, or not allowed: the reader copies by hand.
      this.show(say.copyFailed);
      this.#uncopied = text;
      await this.host.updateComplete;
      this.host.renderRoot.querySelector<HTMLTextAreaElement>(".uncopied")?.select();
    }
  }

  /** @param label - of the field with the text to copy by hand */
  render(label: string) {
    return html`${this.#messages.map((text) => html`<p class="notice" role="status">${text}</p>`)}
    ${
      this.#uncopied === null
        ? nothing
        : html`<p class="notice">
            <textarea class="uncopied" rows="2" readonly aria-label=${label} .value=${this.#uncopied}></textarea>
          </p>`
    }`;
  }
}
