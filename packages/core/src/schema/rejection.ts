import type { Rejection } from "./dead-letter.js";

const LONGEST_FOUND = 200;

/** A reason to reject, with the found value as JSON, cut to 200 characters. */
export function reject(
  rule: string,
  about: { readonly field: string | null; readonly found: unknown; readonly expected: string },
): Rejection {
  return { rule, field: about.field, found: foundText(about.found), expected: about.expected };
}

/** RFC 6901 pointer made of keys. */
export function pointer(...keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The value as JSON, at most 200 characters; `undefined` is "nothing". */
export function foundText(value: unknown): string {
  const text = value === undefined ? "nothing" : valueText(value);
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND - 1)}…`;
}

/** One sentence for people: where, what was found, what was expected. */
export function rejectionText(
  rejection: Rejection,
  position: { readonly source: string; readonly line: number },
): string {
  const field =
    rejection.field === null ? "" : ` ${rejection.field === "" ? "record" : rejection.field}:`;
  return `${position.source}:${position.line}:${field} found ${rejection.found}, expected ${rejection.expected} (${rejection.rule})`;
}

function valueText(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value) ?? String(value);
}
