import type { Rejection } from "../schema/dead-letter.js";
import { reject } from "../schema/rejection.js";
import type { UnknownLine } from "./recognise.js";

/** Objects and lists within each other at most. */
const DEEPEST = 64;
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/**
 * Reads a line as a JSON object.
 *
 * @param options.unterminated - the source ended without a newline, so a syntax error means a line cut off
 */
export function readObject(
  text: string,
  { unterminated = false }: { unterminated?: boolean } = {},
): { readonly line: UnknownLine } | Rejection {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return unterminated ? truncated(text) : invalidJson(text, error);
  }
  if (!isObject(value)) {
    return reject("not_an_object", { field: "", found: shallow(value), expected: "a JSON object" });
  }
  return checkObject(value, text);
}

/** The rules for an object that was parsed already; `text` is its JSON. */
export function checkObject(
  value: UnknownLine,
  text: string,
): { readonly line: UnknownLine } | Rejection {
  if (deeperThan(value, DEEPEST)) {
    return reject("too_deep", {
      field: "",
      found: text,
      expected: `at most ${DEEPEST} levels of objects and lists`,
    });
  }
  if (ESCAPED_SURROGATE.test(text) && hasLoneSurrogate(value)) {
    return reject("lone_surrogate", {
      field: "",
      found: text,
      expected: "text whose escaped surrogates come in pairs",
    });
  }
  return { line: value };
}

function isObject(value: unknown): value is UnknownLine {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shallow(value: unknown): unknown {
  return Array.isArray(value) ? `a list of ${value.length}` : value;
}

function deeperThan(value: object, levels: number): boolean {
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => isDeeperThan(inner, levels - 1));
  const fields = value as UnknownLine;
  for (const key in fields) if (isDeeperThan(fields[key], levels - 1)) return true;
  return false;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  return typeof value === "object" && value !== null && deeperThan(value, levels);
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === "string") return /\p{Surrogate}/u.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) => hasLoneSurrogate(key) || hasLoneSurrogate(inner),
  );
}

function truncated(text: string): Rejection {
  return reject("truncated", {
    field: null,
    found: text.slice(-60),
    expected: "a complete JSON object; the source ends within this line, after the text found",
  });
}

/** Engines word and place syntax errors differently, so the message says only what is the same in all of them. */
function invalidJson(text: string, _error: SyntaxError): Rejection {
  return reject("invalid_json", { field: null, found: text, expected: "one JSON object a line" });
}
