import type * as z from "zod";
import type { Rejection } from "../schema/dead-letter.js";
import { pointer, reject } from "../schema/rejection.js";
import type { UnknownLine } from "./recognise.js";

/** The first thing that a schema found wrong in a line, as a rejection with rule, field, found and expected. */
export function fromZod(line: UnknownLine, error: z.ZodError): Rejection {
  const issue = deepest(error.issues);
  if (issue === undefined) {
    return reject("type", { field: "", found: line, expected: "a valid record" });
  }
  const path = issue.path.map((key) => (typeof key === "symbol" ? key.toString() : key));
  const found = valueAt(line, path);
  return reject(ruleOf(issue, found), {
    field: pointer(...path),
    found,
    expected: expectedOf(issue),
  });
}

function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue | undefined {
  const first = issues[0];
  if (first?.code !== "invalid_union") return first;
  const inner = first.errors.flat()[0];
  return inner === undefined || inner.path.length === 0
    ? first
    : { ...inner, path: [...first.path, ...inner.path] };
}

function ruleOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (found === undefined) return "missing";
  switch (issue.code) {
    case "too_small":
      if (typeof found === "string") return "empty";
      return issue.minimum === 0 && typeof found === "number" && found < 0
        ? "negative"
        : "out_of_range";
    case "too_big":
    case "invalid_value":
      return "out_of_range";
    case "invalid_type":
      return isNumeric(issue.expected) && typeof found === "number" && !Number.isFinite(found)
        ? "not_finite"
        : "type";
    default:
      return "type";
  }
}

function isNumeric(type: string): boolean {
  return type === "number" || type === "int";
}

function expectedOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "int" ? "a whole number" : `a value of type ${issue.expected}`;
    case "too_small":
      return issue.origin === "string"
        ? `at least ${issue.minimum} characters`
        : `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `at most ${issue.maximum} characters`
        : `at most ${issue.maximum}`;
    case "invalid_value":
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "invalid_union":
      return "a number, text or boolean";
    default:
      return issue.message;
  }
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === String(key))?.[1];
  }
  return at;
}
