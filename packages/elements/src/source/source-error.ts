/** One place of a question that is wrong: an RFC 6901 pointer and a sentence. */
export interface SourceErrorDetail {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Why a source could not answer.
 *
 * `code` is stable: one of core's codes, of the server's problem codes, or of the source's own:
 * `no_source`, `fetch_failed`, `worker_refused`, `worker_failed`, `not_json`, `closed`.
 */
export class SourceError extends Error {
  override readonly name = "SourceError";

  /**
   * @param message - what was found and what was expected
   * @param options.status - HTTP status, where there was one
   */
  constructor(
    readonly code: string,
    message: string,
    readonly details: readonly SourceErrorDetail[] = [],
    readonly options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
  }

  /** Whether the question itself is wrong, so that asking again changes nothing. */
  get isQuestionsFault(): boolean {
    const { status } = this.options;
    return status === 400 || status === 404 || status === 422 || this.details.length > 0;
  }
}

/** Any thrown value as a `SourceError`; one that is already stays itself. */
export function toSourceError(thrown: unknown, code = "fetch_failed"): SourceError {
  if (thrown instanceof SourceError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new SourceError(code, message, [], { cause: thrown });
}
