import { CoreError, type ErrorCode, type ErrorDetail } from "@cdp-whatif/core/error";
import { type DoorCode, DoorError } from "../problem.js";

/** An error as it crosses from one thread to another. */
export interface SentError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a `CoreError`. */
  readonly core?: { readonly code: ErrorCode; readonly details: readonly ErrorDetail[] };
  /** Of a `DoorError`. */
  readonly door?: { readonly code: DoorCode; readonly headers: Readonly<Record<string, string>> };
}

/** An error made ready to be posted. */
export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  if (error instanceof CoreError) {
    return { message, stack, core: { code: error.code, details: error.details } };
  }
  if (error instanceof DoorError) {
    return { message, stack, door: { code: error.code, headers: error.headers } };
  }
  return { message, stack };
}

/** The error that was posted. */
export function receiveError(sent: SentError): Error {
  const error = errorOf(sent);
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}

function errorOf({ message, core, door }: SentError): Error {
  if (core !== undefined) return new CoreError(core.code, message, core.details);
  if (door !== undefined) return new DoorError(door.code, message, door.headers);
  return new Error(message);
}
