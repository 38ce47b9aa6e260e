/** Every reason for which core refuses a call; a new one does not compile until the server maps it to a status. */
export type ErrorCode =
  | "invalid_input"
  | "invalid_catalogue"
  | "invalid_twin"
  | "unknown_persona"
  | "unknown_region"
  | "unknown_brand"
  | "unknown_trigger"
  | "unknown_key"
  | "out_of_range"
  | "no_lever"
  | "no_zone"
  | "unknown_zone"
  | "no_data"
  | "too_few_rows"
  | "wrong_level"
  | "no_variation"
  | "not_finite"
  | "not_positive_definite"
  | "not_found"
  | "file_not_found"
  | "file_unreadable"
  | "store_unavailable"
  | "store_full"
  | "store_busy"
  | "store_locked"
  | "store_version"
  | "wrong_key"
  | "sealed_data_changed"
  | "port_in_use"
  | "source_failed"
  | "aborted";

/** One place of the input that is wrong: an RFC 6901 pointer and a sentence. */
export interface ErrorDetail {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * A call that cannot be answered.
 *
 * `message` says what was found and what was needed; `details` holds the places, safe to log (no personal data).
 */
export class CoreError extends Error {
  override readonly name = "CoreError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What anything thrown says. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
