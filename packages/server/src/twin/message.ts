import { CoreError, type ErrorCode, type ErrorDetail, type Twin } from "@cdp-whatif/core";

/** An error as it crosses from one thread to another. */
export interface SentError {
  /** Null when it is not one of core's. */
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  readonly stack: string | undefined;
}

/** How sentences of an answer read and whether it holds the path by day. */
export interface SimulateOptions {
  readonly locale: string;
  readonly series: boolean;
}

/** To the simulating thread. */
export type SimulateMessage =
  | { readonly twin: Twin }
  | { readonly id: number; readonly body: unknown; readonly options: SimulateOptions };

/** From the simulating thread: the answer as JSON, or why there is none. */
export type SimulateReply =
  | { readonly id: number; readonly answer: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly error: SentError };

/** An error made ready to be posted. */
export function sendError(error: unknown): SentError {
  const known = error instanceof CoreError;
  return {
    code: known ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    details: known ? error.details : [],
    stack: error instanceof Error ? error.stack : undefined,
  };
}

/** The error that was posted. */
export function receiveError({ code, message, details, stack }: SentError): Error {
  const error = code === null ? new Error(message) : new CoreError(code, message, details);
  if (stack !== undefined) error.stack = stack;
  return error;
}
