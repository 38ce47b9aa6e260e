import { CoreError } from "../error.js";
import { BUILT_IN_RULES } from "../schema/built-in-rule.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { CanonicalRecord } from "../schema/record.js";
import type { RecordRule } from "../schema/record-rule.js";
import { reject } from "../schema/rejection.js";

/** Why a value breaks a rule, or null. */
type Check = (value: unknown) => string | null;

/**
 * Rules as functions, in their order.
 *
 * @throws CoreError `invalid_input` when two rules have one id, an id is that of a built-in rule, or a pattern cannot be read
 */
export function compileRules(
  rules: readonly RecordRule[],
): ((record: CanonicalRecord) => Rejection | null)[] {
  const seen = new Set(BUILT_IN_RULES.map(({ id }) => id));
  return rules.map((rule, index) => {
    if (seen.has(rule.id)) {
      const detail = `found the id ${rule.id}, expected one that no built-in or earlier rule has`;
      throw new CoreError("invalid_input", `/rules/${index}/id: ${detail}`, [
        { pointer: `/rules/${index}/id`, detail },
      ]);
    }
    seen.add(rule.id);
    return compileRule(rule, `/rules/${index}`);
  });
}

function compileRule(
  rule: RecordRule,
  place: string,
): (record: CanonicalRecord) => Rejection | null {
  const { id, field, kinds, required = false } = rule;
  const keys = field.slice(1).split("/").map(unescaped);
  const checks = checksOf(rule, place);
  return (record) => {
    if (kinds !== undefined && !kinds.includes(record.kind)) return null;
    const found = valueAt(record, keys);
    if (found === null || found === undefined) {
      return required ? reject(id, { field, found, expected: rule.expected ?? "a value" }) : null;
    }
    for (const check of checks) {
      const expected = check(found);
      if (expected !== null)
        return reject(id, { field, found, expected: rule.expected ?? expected });
    }
    return null;
  };
}

function checksOf(rule: RecordRule, place: string): Check[] {
  const { type, minimum, maximum, oneOf, pattern } = rule;
  const checks: Check[] = [];
  if (type !== undefined) {
    checks.push((value) => (typeOf(value) === type ? null : `a value of type ${type}`));
  }
  if (minimum !== undefined) {
    const holds = (value: unknown) => typeof value === "number" && value >= minimum;
    checks.push((value) => (holds(value) ? null : `a number of at least ${minimum}`));
  }
  if (maximum !== undefined) {
    const holds = (value: unknown) => typeof value === "number" && value <= maximum;
    checks.push((value) => (holds(value) ? null : `a number of at most ${maximum}`));
  }
  if (oneOf !== undefined) {
    const known = new Set<unknown>(oneOf);
    checks.push((value) => (known.has(value) ? null : `one of ${JSON.stringify(oneOf)}`));
  }
  if (pattern !== undefined) {
    const expression = readPattern(pattern, place);
    const holds = (value: unknown) => typeof value === "string" && expression.test(value);
    checks.push((value) => (holds(value) ? null : `a text that fits ${pattern}`));
  }
  return checks;
}

function readPattern(pattern: string, place: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, "u");
  } catch (cause) {
    const detail = `found ${JSON.stringify(pattern)}, expected a regular expression`;
    const pointer = `${place}/pattern`;
    throw new CoreError("invalid_input", `${pointer}: ${detail}`, [{ pointer, detail }], { cause });
  }
}

function typeOf(value: unknown): RecordRule["type"] {
  if (Array.isArray(value)) return "list";
  if (typeof value === "string") return "text";
  if (typeof value === "number" || typeof value === "boolean") return typeof value as "number";
  return "object";
}

function valueAt(record: CanonicalRecord, keys: readonly string[]): unknown {
  let value: unknown = record;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}
