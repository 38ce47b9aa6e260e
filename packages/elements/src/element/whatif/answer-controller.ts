import type { SimulationRequest, SimulationResponse } from "@cdp-whatif/core";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { newest } from "../../controller/newest.js";
import type { DataSource } from "../../source/data-source.js";
import { type SourceError, toSourceError } from "../../source/source-error.js";

/** A what-if question; a draft is asked while a slider moves, with fewer draws. */
export interface WhatifQuestion {
  readonly source: DataSource;
  readonly request: SimulationRequest;
  readonly locale: string;
  readonly draft: boolean;
}

/** What hears of answers. */
export interface AnswerListener {
  readonly answered: (response: SimulationResponse, question: WhatifQuestion) => void;
  readonly failed: (error: SourceError) => void;
}

/** Keeps the newest answer: one question at a time, of those that wait only the latest. */
export class AnswerController implements ReactiveController {
  /** What is shown: of a draft or in full. */
  shown: SimulationResponse | null = null;
  /** The last answer in full, and its question; what is exported, pinned and linked. */
  full: SimulationResponse | null = null;
  fullRequest: SimulationRequest | null = null;
  error: SourceError | null = null;
  /** Whether `shown` answers an earlier question than the one last asked. */
  pending = false;
  #key: string | null = null;
  #source: DataSource | null = null;
  #line = this.#open();

  constructor(
    readonly host: ReactiveControllerHost,
    readonly listener: AnswerListener,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#line.close();
    this.#line = this.#open();
    this.#key = null;
    this.pending = false;
  }

  /** Forgets what was asked, so that it is asked again. */
  retry(): void {
    this.#key = null;
    this.host.requestUpdate();
  }

  /** Asks when the question differs from the last one. */
  ask(question: WhatifQuestion): void {
    const { source, request, locale, draft } = question;
    if (source !== this.#source) {
      this.#source = source;
      this.#key = null;
      this.shown = null;
      this.full = null;
    }
    const key = JSON.stringify([request, locale, draft]);
    if (key === this.#key) return;
    this.#key = key;
    this.pending = true;
    void this.#run(question, key);
  }

  #open() {
    return newest(
      ({ source, request, locale }: WhatifQuestion, signal): Promise<SimulationResponse> =>
        source.simulate(request, { locale, series: true, signal }),
    );
  }

  async #run(question: WhatifQuestion, key: string): Promise<void> {
    try {
      const response = await this.#line.ask(question);
      if (response === null || question.source !== this.#source) return;
      this.shown = response;
      this.error = null;
      if (!question.draft) {
        this.full = response;
        this.fullRequest = question.request;
      }
      if (key === this.#key) this.pending = false;
      this.listener.answered(response, question);
    } catch (thrown) {
      if (key !== this.#key) return;
      this.pending = false;
      this.error = toSourceError(thrown);
      this.listener.failed(this.error);
    }
    this.host.requestUpdate();
  }
}
