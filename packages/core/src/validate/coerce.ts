import type { RecordKind } from "../schema/record.js";
import { pointer } from "../schema/rejection.js";
import type { UnknownLine } from "./recognise.js";

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Where numbers stand in each kind of line; `*` is any key. */
const NUMERIC: Readonly<Record<RecordKind, readonly (readonly string[])[]>> = {
  behaviour: [
    ["total_personas"],
    ["brand_distribution", "*"],
    ["brand_percentages", "*"],
    ["avg_satisfaction"],
    ["digital_adoption_rate"],
    ["gamification_engagement"],
    ["efficiency_score"],
  ],
  intervention: [],
  "daily-intel": [],
  "web-intel": [
    ["weather", "temperature"],
    ["weather", "humidity"],
    ["weather", "comfort_index"],
    ["weather", "temperature_min"],
    ["weather", "temperature_max"],
    ["weather", "rain_probability"],
    ["posts_count"],
  ],
  market: [
    ["price"],
    ["units"],
    ["feature"],
    ["display"],
    ["distribution"],
    ["promotion", "discount"],
    ["promotion", "point_multiplier"],
    ["promotion", "deal"],
  ],
  district: [
    ["total_personas"],
    ["age_distribution", "*"],
    ["income_bracket", "*"],
    ["brand_distribution", "*"],
    ["spending_analysis", "*"],
  ],
  "customer-event": [],
};

type Paths = readonly (readonly string[])[];

/** Where more numbers stand that a source without types can only write as texts. */
const NUMERIC_TEXT: Readonly<Partial<Record<RecordKind, Paths>>> = {
  intervention: [["params", "*"]],
};

/** Where yes or no stands; `demo` may be on any line. */
const YES_NO: Readonly<Partial<Record<RecordKind, Paths>>> = {
  "web-intel": [["weather", "is_rainy"]],
  market: [["planned"], ["promotion", "bogo"]],
};

/**
 * Turns numbers written as text into numbers, where the caller has declared that the source writes them so.
 *
 * @returns a copy of the line, and one repair `coerced:<pointer>` for each number
 */
export function coerceNumbers(
  line: UnknownLine,
  kind: RecordKind,
): { readonly line: UnknownLine; readonly repairs: readonly string[] } {
  return coerced(line, [[NUMERIC[kind], toNumber]]);
}

/** As `coerceNumbers`, for a line all of whose values are texts: also yes or no, written `true` and `false`. */
export function coerceTexts(
  line: UnknownLine,
  kind: RecordKind,
): { readonly line: UnknownLine; readonly repairs: readonly string[] } {
  return coerced(line, [
    [[...NUMERIC[kind], ...(NUMERIC_TEXT[kind] ?? [])], toNumber],
    [[["demo"], ...(YES_NO[kind] ?? [])], toYesNo],
  ]);
}

type Coerce = (text: string) => number | boolean | null;

function toNumber(text: string): number | null {
  return JSON_NUMBER.test(text) ? Number(text) : null;
}

function toYesNo(text: string): boolean | null {
  return text === "true" ? true : text === "false" ? false : null;
}

function coerced(line: UnknownLine, all: readonly (readonly [Paths, Coerce])[]) {
  const repairs: string[] = [];
  let copy: unknown = line;
  for (const [paths, coerce] of all) {
    for (const path of paths) copy = coerceAt(copy, { path, at: [], repairs, coerce });
  }
  return { line: copy as UnknownLine, repairs };
}

interface Walk {
  readonly path: readonly string[];
  /** Keys that led here. */
  readonly at: readonly string[];
  readonly repairs: string[];
  readonly coerce: Coerce;
}

/** The value with what stands at a path coerced; the value itself where nothing was. */
function coerceAt(value: unknown, walk: Walk): unknown {
  const { path, at, repairs, coerce } = walk;
  const key = path[at.length];
  if (key === undefined) {
    const read = typeof value === "string" ? coerce(value) : null;
    if (read === null) return value;
    repairs.push(`coerced:${pointer(...at)}`);
    return read;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const before = value as UnknownLine;
  if (key !== "*" && !Object.hasOwn(before, key)) return value;
  let after = before;
  for (const name of key === "*" ? Object.keys(before) : [key]) {
    const inner = coerceAt(before[name], { ...walk, at: [...at, name] });
    if (inner !== before[name]) after = { ...after, [name]: inner };
  }
  return after;
}
