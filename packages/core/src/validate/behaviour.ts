import { decideShares } from "../schema/brand-share.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { AcceptedBehaviour } from "../schema/line/accepted.js";
import type { BehaviourInput } from "../schema/line/behaviour-line.js";
import { pointer, reject } from "../schema/rejection.js";
import { checkAmount, checkHead, checkText } from "./line-head.js";
import type { UnknownLine } from "./recognise.js";

const FRACTIONS = [
  "avg_satisfaction",
  "digital_adoption_rate",
  "gamification_engagement",
  "efficiency_score",
] as const;

/**
 * Accepts a behaviour line or says why not; the same answers as the schema `BehaviourLine`, several times faster.
 */
export function validateBehaviour(line: UnknownLine): AcceptedBehaviour | Rejection {
  const wrong = checkFields(line);
  if (wrong !== null) return wrong;
  const input = line as BehaviourInput;
  const shares = decideShares({
    distribution: input.brand_distribution,
    percentages: input.brand_percentages,
    people: input.total_personas,
  });
  return "rule" in shares ? shares : { kind: "behaviour", line: input, shares };
}

function checkFields(line: UnknownLine): Rejection | null {
  return (
    checkText(line, "timestamp") ??
    checkText(line, "group") ??
    checkText(line, "region") ??
    checkPeople(line.total_personas) ??
    checkAmounts(line, "brand_distribution") ??
    checkAmounts(line, "brand_percentages") ??
    checkFractions(line) ??
    checkSentences(line.key_insights) ??
    checkHead(line)
  );
}

function checkPeople(value: unknown): Rejection | null {
  if (value === undefined || value === null) return null;
  const wrong = checkAmount(value, "/total_personas");
  if (wrong !== null) return wrong;
  if (typeof value === "number" && value <= Number.MAX_SAFE_INTEGER) return null;
  return reject("out_of_range", {
    field: "/total_personas",
    found: value,
    expected: `at most ${Number.MAX_SAFE_INTEGER}`,
  });
}

function checkAmounts(line: UnknownLine, field: string): Rejection | null {
  const value = line[field];
  if (value === undefined || value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) {
    const expected = "an object of numbers by brand";
    return reject("type", { field: `/${field}`, found: value, expected });
  }
  const amounts = value as UnknownLine;
  for (const brand in amounts) {
    const amount = amounts[brand];
    if (typeof amount !== "number" || !(amount >= 0) || amount === Number.POSITIVE_INFINITY) {
      return checkAmount(amount, pointer(field, brand));
    }
  }
  return null;
}

function checkFractions(line: UnknownLine): Rejection | null {
  for (const field of FRACTIONS) {
    const value = line[field];
    if (value === undefined || value === null) continue;
    if (typeof value === "number" && value >= 0 && value <= 1) continue;
    const wrong = checkAmount(value, `/${field}`);
    const expected = "a fraction, 0 to 1";
    return wrong ?? reject("out_of_range", { field: `/${field}`, found: value, expected });
  }
  return null;
}

function checkSentences(value: unknown): Rejection | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) {
    return reject("type", { field: "/key_insights", found: value, expected: "a list of texts" });
  }
  const at = value.findIndex((entry) => typeof entry !== "string");
  return at < 0
    ? null
    : reject("type", { field: pointer("key_insights", at), found: value[at], expected: "a text" });
}
