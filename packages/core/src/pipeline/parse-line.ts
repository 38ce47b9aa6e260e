import type { Rejection } from "../schema/dead-letter.js";
import type { BehaviourRecord, CanonicalRecord, Position, RecordKind } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import type { ParseOptions } from "./parse-options.js";
import { type ParseSteps, parseSteps } from "./parse-steps.js";
import { rememberedSteps } from "./remembered-steps.js";

/** What one line was. */
export type ParsedLine =
  | { readonly ok: true; readonly record: CanonicalRecord }
  | { readonly ok: false; readonly kind: RecordKind | null; readonly rejection: Rejection };

/** Where a line is from, when it is parsed on its own. */
export interface LinePlace {
  readonly position?: Position | undefined;
  readonly repairs?: readonly string[] | undefined;
  readonly unterminated?: boolean | undefined;
}

/** Parses lines, one after the other. */
export type LineParser = (text: string, place?: LinePlace) => ParsedLine;

const NOWHERE: Position = { source: "line", line: 1, offset: 0 };

/**
 * A parser of lines of every kind: JSON, recognition, validation, transformation, enrichment.
 *
 * @throws CoreError `unknown_zone` | `invalid_catalogue`
 */
export function createLineParser(options: ParseOptions = {}): LineParser {
  return parserOf(parseSteps(options));
}

function parserOf(steps: ParseSteps): LineParser {
  return (text, { position = NOWHERE, repairs = [], unterminated = false } = {}) => {
    const validated = steps.validate(text, { unterminated });
    if (!validated.ok) return validated;
    const origin = { position, raw: text, repairs: [...repairs, ...validated.repairs] };
    const record = steps.transform(validated.accepted, origin);
    if ("rule" in record) return { ok: false, kind: validated.accepted.kind, rejection: record };
    return { ok: true, record: record.deleted === true ? record : steps.enrich(record) };
  };
}

/** Parses one line of any kind. @throws as {@link createLineParser} */
export function parseLine(line: string, options: ParseOptions & LinePlace = {}): ParsedLine {
  return parserOf(rememberedSteps(options))(line, options);
}

/**
 * Parses one behaviour line; a line of another kind is rejected (`unrecognised`).
 *
 * @throws as {@link createLineParser}
 */
export function parseBehaviourLine(
  line: string,
  options: ParseOptions & LinePlace = {},
):
  | { readonly ok: true; readonly record: BehaviourRecord }
  | { readonly ok: false; readonly rejection: Rejection } {
  const parsed = parseLine(line, options);
  if (!parsed.ok) return { ok: false, rejection: parsed.rejection };
  if (parsed.record.kind === "behaviour") return { ok: true, record: parsed.record };
  const found = `a record of kind ${parsed.record.kind}`;
  const rejection = reject("unrecognised", { field: "", found, expected: "a behaviour record" });
  return { ok: false, rejection };
}
