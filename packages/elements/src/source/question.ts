/** Query parameters as in a URL: `persona`, `region`, `start_date`, `end_date`, `bucket`, `limit` … */
export type SourceQuery = Readonly<Record<string, string>>;

/** How a question is asked. */
export interface AskOptions {
  /** Aborting it makes the promise reject with an `AbortError`; the work is dropped where it can be. */
  readonly signal?: AbortSignal;
}
