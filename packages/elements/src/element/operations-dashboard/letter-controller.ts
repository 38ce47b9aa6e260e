import type { ReactiveController, ReactiveControllerHost } from "lit";
import type {
  DeadLetterAnswer,
  DeadLettersAnswer,
  OperationsSource,
  ReplayAnswer,
} from "../../source/operations-source.js";
import { type SourceError, toSourceError } from "../../source/source-error.js";
import { filterQuery, type LetterFilter, NO_FILTER } from "./letter-filter.js";

const PAGE = 25;
const EXPORT_PAGE = 1000;
/** So that a page's memory stays bounded; a larger export is the command line's. */
const MOST_EXPORTED = 20_000;

/** The dead letters of a filter by pages, their export and their second try. */
export class LetterController implements ReactiveController {
  filter: LetterFilter = NO_FILTER;
  page: DeadLettersAnswer | null = null;
  error: SourceError | null = null;
  pending = false;
  replaying = false;
  result: ReplayAnswer | null = null;
  refusal: SourceError | null = null;
  /** Cursors of the pages before and of this one; the first has none. */
  #cursors: readonly string[] = [];
  #operations: OperationsSource | null = null;
  #abort = new AbortController();

  constructor(
    readonly host: ReactiveControllerHost,
    readonly operations: () => OperationsSource | null,
  ) {
    host.addController(this);
  }

  get pageNumber(): number {
    return this.#cursors.length + 1;
  }

  hostUpdated(): void {
    const operations = this.operations();
    if (operations === this.#operations) return;
    this.#operations = operations;
    this.page = null;
    this.result = null;
    this.refusal = null;
    this.choose(NO_FILTER);
  }

  hostDisconnected(): void {
    this.#abort.abort();
    this.#operations = null;
  }

  choose(filter: Partial<LetterFilter>): void {
    this.filter = { ...this.filter, ...filter };
    this.#cursors = [];
    void this.load();
  }

  next(): void {
    const cursor = this.page?.metadata.next_cursor;
    if (!cursor) return;
    this.#cursors = [...this.#cursors, cursor];
    void this.load();
  }

  previous(): void {
    this.#cursors = this.#cursors.slice(0, -1);
    void this.load();
  }

  /** Asks for the page anew; the one on screen stays until the answer is there. */
  async load(): Promise<void> {
    const operations = this.#operations;
    this.#abort.abort();
    if (operations === null) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.pending = true;
    this.host.requestUpdate();
    try {
      const page = await operations.deadLetters(this.#query(PAGE, this.#cursors.at(-1)), {
        signal,
      });
      if (signal.aborted) return;
      this.page = page;
      this.error = null;
    } catch (thrown) {
      if (signal.aborted) return;
      this.error = toSourceError(thrown);
    }
    this.pending = false;
    this.host.requestUpdate();
  }

  /** Every dead letter of the filter; `cut` when there are more than a page may hold. @throws SourceError */
  async all(): Promise<{ readonly letters: readonly DeadLetterAnswer[]; readonly cut: boolean }> {
    const letters: DeadLetterAnswer[] = [];
    let cursor: string | null = null;
    do {
      const page: DeadLettersAnswer | undefined = await this.#operations?.deadLetters(
        this.#query(EXPORT_PAGE, cursor ?? undefined),
      );
      letters.push(...(page?.data ?? []));
      cursor = page?.metadata.next_cursor ?? null;
    } while (cursor !== null && letters.length < MOST_EXPORTED);
    return { letters, cut: cursor !== null };
  }

  /** Has the dead letters of the filter tried again; the answer or the refusal is kept. */
  async replay(): Promise<void> {
    const operations = this.#operations;
    if (operations === null || this.replaying) return;
    this.replaying = true;
    this.result = null;
    this.refusal = null;
    this.host.requestUpdate();
    try {
      this.result = await operations.replay(filterQuery(this.filter));
    } catch (thrown) {
      this.refusal = toSourceError(thrown);
    }
    this.replaying = false;
    this.#cursors = [];
    await this.load();
  }

  #query(limit: number, cursor: string | undefined): Record<string, string> {
    return { ...filterQuery(this.filter), limit: String(limit), ...(cursor && { cursor }) };
  }
}
