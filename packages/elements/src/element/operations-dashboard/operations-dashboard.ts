import { html, nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { formatInstant } from "../../format/date.js";
import { commonMessages } from "../../locale/common-messages.js";
import { toSourceError } from "../../source/source-error.js";
import { CdpElement } from "../base/cdp-element.js";
import { errorView } from "../base/state-view.js";
import { plotStyles } from "../plot/plot.styles.js";
import { skeletonView } from "../plot/view-state.js";
import { download } from "../whatif/export-result.js";
import type { Change } from "./changes.js";
import { sourcesView, stagesView } from "./flow-view.js";
import { healthView } from "./health-view.js";
import { LetterController } from "./letter-controller.js";
import { toJsonLines } from "./letter-filter.js";
import { lettersView } from "./letters-view.js";
import { LiveController } from "./live-controller.js";
import { operationsMessages } from "./messages.js";
import { checkNames, namedBy } from "./names.js";
import { operationsStyles } from "./operations-dashboard.styles.js";
import { mayOperate } from "./reach.js";
import { replayDialog } from "./replay-dialog.js";
import { roleView } from "./role-view.js";
import { rulesView } from "./rules-view.js";

/**
 * How a server is and what flows into it: live checks, sources, stages, rules, and dead letters with their second try.
 *
 * Asks every 10 s while it can be seen. Nothing but "Try again" changes anything.
 */
export class CdpOperationsDashboard extends CdpElement {
  static override styles = [...CdpElement.styles, plotStyles, operationsStyles];

  @state() private note = "";
  @state() private announcement = "";
  @query("dialog") private readonly dialog?: HTMLDialogElement;
  @query("#letters") private readonly lettersTitle?: HTMLElement;

  readonly #operations = () => this.connection.source?.operations ?? null;
  readonly #live = new LiveController(this, this.#operations, (changes) => this.#say(changes));
  readonly #letters = new LetterController(this, () =>
    this.#live.access !== null && mayOperate(this.#live.access) ? this.#operations() : null,
  );

  protected override renderContent(): TemplateResult {
    const locale = this.language;
    const say = operationsMessages(locale);
    if (this.#operations() === null) {
      return html`<div class="state">
        <p class="state-title">${say.needsServer}</p>
        <p class="soft">${say.needsServerDetail}</p>
      </div>`;
    }
    const { access, health, flow, rules, error } = this.#live;
    if (health === null && flow === null && rules === null) {
      return error === null
        ? skeletonView(locale)
        : errorView(error, locale, () => this.#live.refresh());
    }
    return html`<div class="sheet">
      <div class="head">
        <h2>${say.title}</h2>
        ${this.#renderAge()}
        <button type="button" class="refresh" @click=${() => this.#live.refresh()}>${say.refresh}</button>
      </div>
      <div class="visually-hidden" role="status">${this.announcement}</div>
      ${health ? healthView(health, locale) : nothing}
      ${access === null || mayOperate(access) ? this.#renderFlow() : roleView(access, locale)}
    </div>`;
  }

  #renderFlow(): TemplateResult {
    const locale = this.language;
    const { flow, rules } = this.#live;
    return html`${flow ? html`${sourcesView(flow, locale)}${stagesView(flow, locale)}` : nothing}
      ${rules ? rulesView(rules, locale, (rule) => this.#show(rule)) : nothing}
      ${lettersView({
        locale,
        letters: this.#letters,
        rules: rules ?? [],
        sources: flow?.sources.map(({ name }) => name) ?? [],
        note: this.note,
        copy: () => void this.#copy(),
        download: () => void this.#download(),
        askReplay: () => this.dialog?.showModal(),
      })}
      ${replayDialog(this.#letters.filter, locale, () => void this.#replay())}`;
  }

  #renderAge(): TemplateResult {
    const locale = this.language;
    const say = operationsMessages(locale);
    const { seenAt, error } = this.#live;
    const time = seenAt === null ? say.never : formatInstant(seenAt, locale);
    return error === null
      ? html`<span class="faint">${say.updated(time)}</span>`
      : html`<span class="faint warn" role="alert">▲ ${say.stale(time, error.message)}</span>`;
  }

  #say(changes: readonly Change[]): void {
    const say = operationsMessages(this.language);
    const names = checkNames(this.language);
    this.announcement = changes
      .map(({ what, name, state: now }) =>
        what === "check"
          ? say.announceCheck(namedBy(names, name), say[now])
          : say.announceSource(name, say[now]),
      )
      .join(". ");
  }

  #show(rule: string): void {
    this.#letters.choose({ rule });
    this.lettersTitle?.focus();
  }

  async #replay(): Promise<void> {
    await this.#letters.replay();
    this.#live.refresh();
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(toJsonLines(this.#letters.page?.data ?? []));
      this.note = commonMessages(this.language).copied;
    } catch (refusal) {
      // Pages without https or focus have no clipboard; the file is always to be had.
      this.note = toSourceError(refusal).message;
    }
  }

  async #download(): Promise<void> {
    const say = operationsMessages(this.language);
    try {
      const { letters, cut } = await this.#letters.all();
      download("dead-letters.jsonl", "application/x-ndjson", toJsonLines(letters));
      this.note = cut ? say.cut(letters.length) : say.downloaded(letters.length);
    } catch (failure) {
      this.note = toSourceError(failure).message;
    }
  }
}

customElements.define("cdp-operations-dashboard", CdpOperationsDashboard);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-operations-dashboard": CdpOperationsDashboard;
  }
}
