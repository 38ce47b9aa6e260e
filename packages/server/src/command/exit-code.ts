import { CoreError, type ErrorCode } from "@cdp-whatif/core/error";
import { CommanderError } from "commander";

/** What the process' exit code says; scripts rely on the numbers. */
export const EXIT = {
  fine: 0,
  internal: 1,
  usage: 2,
  deadLetters: 3,
  refused: 4,
  store: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const CODES: Readonly<Record<ErrorCode, ExitCode>> = {
  invalid_input: EXIT.usage,
  invalid_catalogue: EXIT.usage,
  invalid_twin: EXIT.usage,
  unknown_persona: EXIT.usage,
  unknown_region: EXIT.usage,
  unknown_brand: EXIT.usage,
  unknown_trigger: EXIT.usage,
  unknown_key: EXIT.usage,
  out_of_range: EXIT.usage,
  no_lever: EXIT.usage,
  no_zone: EXIT.usage,
  unknown_zone: EXIT.usage,
  no_data: EXIT.refused,
  too_few_rows: EXIT.refused,
  wrong_level: EXIT.usage,
  no_variation: EXIT.refused,
  not_finite: EXIT.usage,
  not_positive_definite: EXIT.refused,
  not_found: EXIT.usage,
  file_not_found: EXIT.usage,
  file_unreadable: EXIT.usage,
  store_unavailable: EXIT.store,
  store_full: EXIT.store,
  store_busy: EXIT.store,
  store_locked: EXIT.store,
  store_version: EXIT.store,
  wrong_key: EXIT.store,
  sealed_data_changed: EXIT.store,
  port_in_use: EXIT.usage,
  source_failed: EXIT.internal,
  aborted: EXIT.internal,
};

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CoreError) return CODES[error.code];
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  return EXIT.internal;
}

/** What is told of an error on a terminal: a sentence, then each place; the stack only of faults of ours. */
export function errorText(error: unknown): string {
  if (error instanceof CoreError) {
    const places = (error.details.length > 1 ? error.details : [])
      .filter(({ detail }) => !error.message.includes(detail))
      .map(({ pointer, detail }) => `\n  ${pointer}: ${detail}`);
    return `cdp-whatif: ${error.message}${places.join("")} [${error.code}]`;
  }
  if (error instanceof Error) {
    return `cdp-whatif: internal error, please report it: ${error.stack ?? error.message}`;
  }
  return `cdp-whatif: internal error, please report it: ${String(error)}`;
}

/** The same as an RFC 9457 problem on one line, with the exit code. */
export function errorJson(error: unknown): string {
  const exit_code = exitCodeOf(error);
  if (error instanceof CommanderError) {
    const detail = error.message.replace(/^error: /, "");
    return JSON.stringify({
      type: "about:blank",
      title: "Wrong usage",
      code: "usage",
      detail,
      exit_code,
    });
  }
  if (!(error instanceof CoreError)) {
    const detail = errorText(error);
    return JSON.stringify({
      type: "about:blank",
      title: "Internal error",
      code: "internal",
      detail,
      exit_code,
    });
  }
  const { code, message: detail, details } = error;
  const errors = details.length > 0 && { errors: details };
  const title = code.slice(0, 1).toUpperCase() + code.slice(1).replaceAll("_", " ");
  return JSON.stringify({
    type: `/docs/problem#${code}`,
    title,
    code,
    detail,
    ...errors,
    exit_code,
  });
}
