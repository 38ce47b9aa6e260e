import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { DataSource } from "../source/data-source.js";
import { type SourceError, toSourceError } from "../source/source-error.js";

/** How a question is put together and asked. */
export interface QuestionOptions<Arguments extends readonly unknown[], Answer> {
  /** The source; null while there is none. */
  readonly source: () => DataSource | null;
  /** What is asked; compared by value (as JSON), and asked again whenever it differs. Null: ask nothing. */
  readonly ask: () => Arguments | null;
  readonly run: (source: DataSource, question: Arguments, signal: AbortSignal) => Promise<Answer>;
  /** Called after each answer, e.g. to dispatch an event. */
  readonly answered?: (answer: Answer) => void;
  readonly failed?: (error: SourceError) => void;
}

/**
 * Keeps the answer to a question that depends on the host's properties: asks when they change, drops
 * what is out of date, and keeps the last answer on screen while the next one is on its way.
 *
 * @example
 *   series = new QuestionController(this, {
 *     source: () => this.connection.source,
 *     ask: () => [{ persona: this.selection.persona ?? "" }] as const,
 *     run: (source, [query], signal) => source.series(query, { signal }),
 *   });
 */
export class QuestionController<Arguments extends readonly unknown[], Answer>
  implements ReactiveController
{
  answer: Answer | null = null;
  error: SourceError | null = null;
  pending = false;
  #asked: string | null = null;
  #source: DataSource | null = null;
  #abort: AbortController | null = null;

  constructor(
    readonly host: ReactiveControllerHost,
    readonly options: QuestionOptions<Arguments, Answer>,
  ) {
    host.addController(this);
  }

  /** Asks again, e.g. after an error; loads the source again when that is what failed. */
  retry(): void {
    this.#source?.retry();
    this.#asked = null;
    this.host.requestUpdate();
  }

  hostUpdate(): void {
    const source = this.options.source();
    const question = this.options.ask();
    const asked = question && JSON.stringify(question);
    // The source is loading again after a failure: what failed with it is asked again.
    if (this.error !== null && source?.state.phase === "loading") this.#asked = null;
    if (source === this.#source && asked === this.#asked) return;
    if (source !== this.#source) this.answer = null;
    this.#source = source;
    this.#asked = asked;
    this.#abort?.abort();
    this.#abort = null;
    this.pending = false;
    this.error = null;
    if (source && question) this.#run(source, question);
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#asked = null;
    this.pending = false;
  }

  async #run(source: DataSource, question: Arguments): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.pending = true;
    try {
      const answer = await this.options.run(source, question, abort.signal);
      if (abort.signal.aborted) return;
      this.answer = answer;
      this.pending = false;
      this.options.answered?.(answer);
    } catch (thrown) {
      if (abort.signal.aborted) return;
      this.error = toSourceError(thrown);
      this.pending = false;
      this.options.failed?.(this.error);
    }
    this.host.requestUpdate();
  }
}
