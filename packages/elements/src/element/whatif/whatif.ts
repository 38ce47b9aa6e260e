import type { SimulationParametersAnswer, SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { QuestionController } from "../../controller/question-controller.js";
import { SizeController } from "../../controller/size-controller.js";
import { CdpErrorEvent } from "../../event/cdp-error-event.js";
import { ResultEvent } from "../../event/result-event.js";
import { ScenarioChangeEvent } from "../../event/scenario-change-event.js";
import { commonMessages } from "../../locale/common-messages.js";
import { CdpElement } from "../base/cdp-element.js";
import { demoBadge, errorView, loadingView } from "../base/state-view.js";
import { announcement } from "./announcement.js";
import { AnswerController } from "./answer-controller.js";
import { askGround, type Ground } from "./ask-ground.js";
import { chartStyles } from "./chart.styles.js";
import { download, resultCsv, resultJson } from "./export-result.js";
import { focusRow, headlineView } from "./headline-view.js";
import type { NumberLever } from "./lever.js";
import { leverStyles } from "./lever.styles.js";
import { leverPanel } from "./lever-panel.js";
import { LinkController } from "./link-controller.js";
import { NoticeController } from "./notice-controller.js";
import { type Permalink, PermalinkError } from "./permalink.js";
import { freeName, MOST_PINNED, type Pinned } from "./pinned.js";
import { resultView } from "./result-view.js";
import {
  isNeutral,
  type LeverGroup,
  NEUTRAL,
  requestOf,
  resetGroup,
  type WhatifScenario,
} from "./scenario.js";
import { ScenarioController } from "./scenario-controller.js";
import { type BrandRow, brandRows } from "./summary.js";
import { toolbarView } from "./toolbar-view.js";
import { type ViewContext, viewContext } from "./view-context.js";
import { whatifStyles } from "./whatif.styles.js";
import { whatifMessages } from "./whatif-messages.js";
import { whoView } from "./who-view.js";

/** Parameter draws of a full answer, and while a slider moves. */
const DRAWS = { full: 500, draft: 100 } as const;
const SEED = 0;

/**
 * Asks a twin "what if?": levers on one side, on the other shares, money and verdict as they change while
 * a lever moves.
 *
 * @fires cdp-scenario-change - a lever was moved; `final` is false while it still moves
 * @fires cdp-result - the scenario was answered in full
 * @fires cdp-error - a question could not be answered
 */
export class CdpWhatif extends CdpElement {
  static override styles = [...CdpElement.styles, whatifStyles, leverStyles, chartStyles];

  /** Leaves out the fields for persona, region and brand, which something around it has. */
  @property({ type: Boolean, attribute: "hide-selection" }) hideSelection = false;

  @state() private pinned: readonly Pinned[] = [];
  @state() private open: ReadonlySet<LeverGroup> = new Set(["price"]);
  @state() private spoken = "";
  @query(".results") private readonly resultsPart?: HTMLElement;

  /** The link that was opened last, until its scenario has been answered. */
  #followed: Permalink | null = null;
  readonly #size = new SizeController(this);
  readonly #levers = new ScenarioController(this, (scenario, final) => this.#tell(scenario, final));
  readonly #link = new LinkController(this);
  readonly #notice = new NoticeController(this);
  readonly #ground = new QuestionController<readonly [string], Ground>(this, {
    source: () => this.connection.source,
    ask: () => ["ground"],
    run: (source, _question, signal) => askGround(source, signal),
    failed: (error) => this.dispatchEvent(new CdpErrorEvent(error)),
  });
  readonly #answer = new AnswerController(this, {
    answered: (response, { draft }) => {
      if (!draft) this.#conclude(response);
    },
    failed: (error) => this.dispatchEvent(new CdpErrorEvent(error)),
  });

  /** The scenario on the levers; set it to move them. */
  get scenario(): WhatifScenario {
    return this.#levers.scenario;
  }

  set scenario(next: WhatifScenario) {
    this.#levers.change(next);
  }

  /** The last answer in full; null before the first. */
  get result(): SimulationResponse | null {
    return this.#answer.full;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { source } = this.connection;
    if (!source || !this.#ground.answer) return;
    this.#followLink(this.#ground.answer[0]);
    const draft = this.#levers.isDraft;
    const { persona, region } = this.selection;
    const request = requestOf(this.scenario, {
      persona,
      region,
      draws: draft ? DRAWS.draft : DRAWS.full,
      seed: SEED,
    });
    this.#answer.ask({ source, request, locale: this.language, draft });
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#size.observe(this.resultsPart);
  }

  protected override renderContent(): TemplateResult {
    const { answer, error } = this.#ground;
    const failed = error ?? (this.#answer.shown === null ? this.#answer.error : null);
    if (failed) return errorView(failed, this.language, () => this.#retry());
    if (!answer) return loadingView(null, this.language);
    const context = viewContext(...answer, this.language);
    const { shown } = this.#answer;
    const rows = shown === null ? [] : brandRows(shown);
    const focus = focusRow(rows, this.selection.brand);
    return html`
      ${this.#renderHead(context)}
      <p class="visually-hidden" role="status">${this.spoken}</p>
      ${this.#renderNotices(context)}
      <div class="layout">
        ${
          shown && focus
            ? html`<div class="summary" aria-busy=${this.#answer.pending}>
                ${headlineView(shown, focus, context)}
                ${isNeutral(this.scenario) ? html`<p class="hint">${context.say.noChange}</p>` : nothing}
              </div>`
            : nothing
        }
        <section class="levers" aria-label=${context.say.levers}>
          ${leverPanel(this.scenario, context, this.open, {
            moved: (lever, value, final) => this.#move(lever, value, final),
            changed: (next) => this.#levers.change(next),
            reset: (group) => this.#levers.change(resetGroup(this.scenario, group)),
            toggled: (group, open) => this.#toggle(group, open),
          })}
        </section>
        <section class="results" aria-label=${context.say.results}>
          ${shown ? this.#renderResult(shown, rows, context) : loadingView(null, this.language)}
        </section>
      </div>
    `;
  }

  #renderHead(context: ViewContext): TemplateResult {
    const { say } = context;
    const { full, fullRequest } = this.#answer;
    const settled = full !== null && fullRequest !== null;
    const answered = settled && full.verdict.status !== "refused";
    const touched = !isNeutral(this.scenario) || this.scenario.days !== NEUTRAL.days;
    return html`<header class="head">
      <div class="head-title">
        <h2>${say.title} ${context.parameters.demo ? demoBadge(this.language) : nothing}</h2>
        <p class="soft">${say.lead}</p>
      </div>
      ${toolbarView(say, {
        undo: this.#levers.undo,
        redo: this.#levers.redo,
        reset: touched ? () => this.#levers.change(NEUTRAL) : null,
        pin: answered && this.pinned.length < MOST_PINNED ? () => this.#pin(full) : null,
        copyLink: settled ? () => void this.#copyLink(full) : null,
        csv: answered
          ? () => download("what-if.csv", "text/csv", `\uFEFF${resultCsv(full)}`)
          : null,
        json: settled
          ? () => download("what-if.json", "application/json", resultJson(fullRequest, full))
          : null,
      })}
      ${this.hideSelection ? nothing : whoView(this.selection, context, (selection) => this.select(selection))}
    </header>`;
  }

  #renderNotices({ say }: ViewContext): TemplateResult {
    const { error, shown } = this.#answer;
    return html`${this.#notice.render(say.linkLabel)}
    ${
      error && shown
        ? html`<div class="notice bad" role="alert">
            <span>${say.questionFailed}: ${error.message}</span>
            <button type="button" @click=${() => this.#retry()}>${commonMessages(this.language).retry}</button>
          </div>`
        : nothing
    }`;
  }

  #renderResult(
    response: SimulationResponse,
    rows: readonly BrandRow[],
    context: ViewContext,
  ): unknown {
    const { persona, region } = this.selection;
    const now: Pinned = { name: "", scenario: this.scenario, persona, region, response };
    const scale = this.#size.width > 1900 ? 1.6 : this.#size.width > 1250 ? 1.25 : 1;
    return resultView(
      {
        response,
        rows,
        now,
        pinned: this.pinned,
        plot: { width: this.#size.width - 34 * scale, scale },
        compare: {
          rename: (index, name) => this.#replacePin(index, name),
          remove: (index) => {
            this.pinned = this.pinned.filter((_, at) => at !== index);
          },
          open: (index) => this.#openPin(index),
        },
        copyReceipt: () => {
          const receipt = this.#answer.full?.receipt ?? response.receipt;
          void this.#notice.copy(JSON.stringify(receipt, null, 2), this.language);
        },
      },
      context,
    );
  }

  #move(lever: NumberLever, shown: number, final: boolean): void {
    const next = lever.put(this.scenario, shown);
    if (final) this.#levers.change(next);
    else this.#levers.drag(next);
  }

  #tell(scenario: WhatifScenario, final: boolean): void {
    this.#notice.clear();
    const { persona, region } = this.selection;
    const request = requestOf(scenario, { persona, region, draws: DRAWS.full, seed: SEED });
    this.dispatchEvent(new ScenarioChangeEvent(request, final));
  }

  #conclude(response: SimulationResponse): void {
    const ground = this.#ground.answer;
    if (ground) {
      const context = viewContext(...ground, this.language);
      this.spoken = announcement(response, this.selection.brand, context);
      const { twinDigest = null } = this.#followed ?? {};
      this.#followed = null;
      if (twinDigest !== null && !response.receipt.twinDigest.startsWith(twinDigest)) {
        this.#notice.show(context.say.linkOtherData);
      }
    }
    this.dispatchEvent(new ResultEvent(response));
  }

  #toggle(group: LeverGroup, open: boolean): void {
    const others = [...this.open].filter((one) => one !== group);
    this.open = new Set(open ? [...others, group] : others);
  }

  #retry(): void {
    this.connection.source?.retry();
    this.#ground.retry();
    this.#answer.retry();
  }

  #pin(response: SimulationResponse): void {
    const { persona, region } = this.selection;
    const name = freeName(this.pinned);
    this.pinned = [
      ...this.pinned,
      { name, scenario: this.#levers.settled, persona, region, response },
    ];
  }

  #replacePin(index: number, name: string): void {
    this.pinned = this.pinned.map((one, at) => (at === index ? { ...one, name } : one));
  }

  #openPin(index: number): void {
    const one = this.pinned[index];
    if (!one) return;
    this.select({ persona: one.persona, region: one.region });
    this.#levers.change(one.scenario);
  }

  #copyLink({ receipt }: SimulationResponse): Promise<void> {
    const { persona, region, brand } = this.selection;
    const { twinDigest, resultDigest } = receipt;
    const scenario = this.#levers.settled;
    const link = { scenario, persona, region, brand, twinDigest, resultDigest };
    return this.#notice.copy(this.#link.href(link), this.language);
  }

  #followLink(parameters: SimulationParametersAnswer): void {
    const link = this.#link.take(parameters);
    if (link === null) return;
    const say = whatifMessages(this.language);
    if (link instanceof PermalinkError) {
      this.#notice.show(say.linkWrong(link.message));
      return;
    }
    const { persona, region, brand, scenario } = link;
    this.select({ persona, region, brand });
    this.#levers.change(scenario);
    this.#followed = link;
    this.#notice.show(say.linkOpened);
  }
}

customElements.define("cdp-whatif", CdpWhatif);

declare global {
  interface HTMLElementTagNameMap {
    "cdp-whatif": CdpWhatif;
  }
}
